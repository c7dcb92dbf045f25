/** What a chart shows of a loss: few enough points, a calm line among them, and where it stands still. */
import type { Curves } from '#shared/domain/training.ts';

export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

/** Rounds without anything better after which a loss counts as standing still. */
const STILL_ROUNDS = 2;
/** Improvements below this share are noise. */
const NOTEWORTHY = 0.01;

/** At most `most` points, each the mean of its neighbours; the last one stands at the last step. */
export function thinCurve(points: readonly CurvePoint[], most: number): readonly CurvePoint[] {
  if (points.length <= most) return points;
  const size = points.length / most;
  return Array.from({ length: most }, (_, at) => {
    const part = points.slice(Math.floor(at * size), Math.floor((at + 1) * size));
    const loss = part.reduce((sum, point) => sum + point.loss, 0) / part.length;
    return { step: part.at(-1)?.step ?? 0, loss };
  });
}

/**
 * Straight lines fitted under a bell whose width is a thirtieth of the points, or more where they are few (local linear
 * regression): unlike a mean, it neither sags nor lags at the ends.
 */
export function smoothCurve(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const width = Math.max(points.length / 30, Math.sqrt(points.length) / 2);
  const reach = Math.ceil(width * 2.5);
  return points.map(({ step }, at) => {
    let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
    const last = Math.min(points.length - 1, at + reach);
    for (let near = Math.max(0, at - reach); near <= last; near += 1) {
      const weight = Math.exp(-0.5 * ((near - at) / width) ** 2);
      const [x, y] = [near - at, points[near]?.loss ?? 0];
      w += weight;
      wx += weight * x;
      wxx += weight * x * x;
      wy += weight * y;
      wxy += weight * x * y;
    }
    const spread = w * wxx - wx * wx;
    // A single point has no slope.
    return { step, loss: spread < 1e-9 ? wy / w : (wxx * wy - wx * wxy) / spread };
  });
}

/** Lowest and highest that are worth showing, with a little air: one wild step does not flatten the rest. */
export function lossRange(
  raw: readonly CurvePoint[],
  lines: readonly CurvePoint[],
): [number, number] {
  const sorted = raw.map(({ loss }) => loss).toSorted((a, b) => a - b);
  const inner = sorted.slice(
    Math.floor(sorted.length * 0.01),
    Math.max(1, Math.ceil(sorted.length * 0.98)),
  );
  const all = [...inner, ...lines.map(({ loss }) => loss)].filter(Number.isFinite);
  if (all.length === 0) return [0, 1];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const air = Math.max((high - low) * 0.12, high * 0.02, 1e-6);
  return [Math.max(0, low - air), high + air];
}

/** Since which step the held-out loss has not fallen any more; undefined while it falls. */
export function stillSince(heldOut: Curves['heldOut']): number | undefined {
  const last = heldOut.length - 1;
  const since = heldOut.findIndex(({ loss }, at) =>
    heldOut.slice(at + 1).every((later) => later.loss > loss * (1 - NOTEWORTHY)),
  );
  if (since < 0 || last - since < STILL_ROUNDS) return undefined;
  return heldOut[since]?.step;
}
