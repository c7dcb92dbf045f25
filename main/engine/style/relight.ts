/** The lights of one picture for another one, so that strokes and what is held are not at odds. */
import { blurred, reachOf } from './blur.ts';
import { lightnessOf, type Planes } from './planes.ts';

/** Of lights, in a table. */
const QUANTILES = 64;
/** How much nearer to each other, or how much further apart, lights may be moved. */
const FLATTEST = 0.35;
const STEEPEST = 2.5;

/**
 * A picture whose lights lie as often where the reference's do (histogram specification, on what is left
 * of the drawing when it is blurred): what is held then is not at odds with the manner. The order of the
 * lights and the fine drawing stay.
 *
 * @param share of the way
 * @param reach of the blur in pixels; 0: none, pixel for pixel
 */
export function relit(
  picture: Planes,
  reference: Planes,
  share: number,
  reach: number = reachOf(picture),
): Planes {
  const { width, height, data } = picture;
  const own = baseOf(picture, reach);
  const known = quantilesOf(own);
  const wanted = withoutCliffs(known, quantilesOf(baseOf(reference, reach)));
  const area = width * height;
  const out = data.slice();
  for (let at = 0; at < area; at += 1) {
    const move = share * (along(known, wanted, own[at]!) - own[at]!);
    for (let channel = 0; channel < 3; channel += 1) out[channel * area + at]! += move;
  }
  return { width, height, data: out };
}

/** Blurred lightness: float32 [height, width]. */
function baseOf(planes: Planes, reach: number): Float32Array {
  if (reach === 0) return lightnessOf(planes);
  return blurred(blurred(lightnessOf(planes), planes, reach), planes, reach);
}

function quantilesOf(plane: Float32Array): Float32Array {
  const sorted = plane.slice().sort();
  const last = sorted.length - 1;
  return Float32Array.from(
    { length: QUANTILES + 1 },
    (_, at) => sorted[Math.round((at / QUANTILES) * last)]!,
  );
}

/** Keeps the curve from flattening the drawing, and from tearing it apart; the mean stays as it was asked for. */
function withoutCliffs(known: Float32Array, wanted: Float32Array): Float32Array {
  const out = new Float32Array(wanted.length);
  for (let at = 1; at < out.length; at += 1) {
    const step = known[at]! - known[at - 1]!;
    const asked = wanted[at]! - wanted[at - 1]!;
    out[at] = out[at - 1]! + Math.min(STEEPEST * step, Math.max(FLATTEST * step, asked));
  }
  const mean = (table: Float32Array): number =>
    table.reduce((sum, value) => sum + value, 0) / table.length;
  const shift = mean(wanted) - mean(out);
  return out.map((value) => value + shift);
}

/** The value that stands in one table where another one has this one, in between by proportion. */
function along(known: Float32Array, wanted: Float32Array, value: number): number {
  let [low, high] = [0, QUANTILES];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (known[middle]! <= value) low = middle;
    else high = middle;
  }
  const span = known[high]! - known[low]!;
  const part = span <= 0 ? 0.5 : Math.min(1, Math.max(0, (value - known[low]!) / span));
  return wanted[low]! + part * (wanted[high]! - wanted[low]!);
}
