/**
 * From a rough heat to the edges of things: colours that lie where it is hot speak for a pixel,
 * colours that lie where it is cold speak against it (the colour model of GrabCut: Rother,
 * Kolmogorov & Blake 2004, with histograms and one round).
 */
import type { Pixels } from '#shared/engine-protocol/messages.ts';

/** Steps a channel. */
const BINS = 12;
const HOT = 0.55;
const COLD = 0.25;
/** From this heat on the place speaks for a pixel as much as it can. */
const SURE = 0.6;
/** Half the side of the square over which neighbours agree. */
const REACH = 2;

/**
 * @param heat float32 [height, width], 0..1
 * @returns float32 [height, width], 0..1: how surely each pixel belongs to the thing
 */
export function refined({ width, height, rgba }: Pixels, heat: Float32Array): Float32Array {
  const inside = new Float32Array(BINS ** 3);
  const outside = new Float32Array(BINS ** 3);
  const bins = Uint16Array.from(heat, (_, at) => binOf(rgba, at));
  for (let at = 0; at < heat.length; at += 1) {
    if (heat[at]! > HOT) inside[bins[at]!]! += heat[at]!;
    else if (heat[at]! < COLD) outside[bins[at]!]! += 1;
  }
  const [within, without] = [spread(inside), spread(outside)];
  const sure = Float32Array.from(heat, (value, at) => {
    const yes = within[bins[at]!]! + 1e-6;
    const no = without[bins[at]!]! + 1e-6;
    return (yes / (yes + no)) * Math.min(1, value / SURE);
  });
  return averaged(sure, width, height);
}

function binOf(rgba: Uint8Array, pixel: number): number {
  const step = (channel: number): number => {
    // What is clear counts as white.
    const alpha = rgba[pixel * 4 + 3]! / 255;
    const value = rgba[pixel * 4 + channel]! * alpha + 255 * (1 - alpha);
    return Math.min(BINS - 1, Math.floor((value * BINS) / 256));
  };
  return (step(0) * BINS + step(1)) * BINS + step(2);
}

/** Shares that add up to 1, each lending a little to its neighbours. */
function spread(counts: Float32Array): Float32Array {
  const total = Math.max(
    1,
    counts.reduce((sum, value) => sum + value, 0),
  );
  let current = counts.map((value) => value / total);
  for (const stride of [1, BINS, BINS * BINS]) {
    const from = current;
    current = from.map((value, at) => {
      const place = Math.floor(at / stride) % BINS;
      const before = place > 0 ? from[at - stride]! : 0;
      const after = place < BINS - 1 ? from[at + stride]! : 0;
      return value / 2 + (before + after) / 4;
    });
  }
  return current;
}

function averaged(plane: Float32Array, width: number, height: number): Float32Array {
  return plane.map((_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    let sum = 0;
    let many = 0;
    for (let v = Math.max(0, y - REACH); v <= Math.min(height - 1, y + REACH); v += 1) {
      for (let u = Math.max(0, x - REACH); u <= Math.min(width - 1, x + REACH); u += 1) {
        sum += plane[v * width + u]!;
        many += 1;
      }
    }
    return sum / many;
  });
}
