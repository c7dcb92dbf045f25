/** The few colours that a picture is made of, found by k-means over its histogram in Oklab. */
import type { Bin, Histogram } from './histogram.ts';
import { distance, type Lab } from './oklab.ts';

export interface Palette {
  readonly centres: readonly Lab[];
  /**
   * Root of the mean squared distance to the picture, in Oklab; 0.02 is just seen. 0 for a drawing
   * of hair-lines, whose colours say little.
   */
  readonly error: number;
}

const ROUNDS = 12;

/** At most `count` colours, 1 to 64. The same histogram gives the same palette. */
export function choosePalette({ bins, isAllEdge }: Histogram, count: number): Palette {
  const all = [...bins.values()];
  const centres = settle(spread(all, count), all);
  if (isAllEdge) return { centres, error: 0 };
  let error = 0;
  let pixels = 0;
  for (const { lab, count: times } of all) {
    error += distance(lab, centres[nearest(centres, lab)]!) * times;
    pixels += times;
  }
  return { centres, error: Math.sqrt(error / pixels) };
}

/** Which centre is closest. */
export function nearest(centres: readonly Lab[], lab: Lab): number {
  let best = 0;
  let least = Infinity;
  for (const [at, centre] of centres.entries()) {
    const far = distance(centre, lab);
    if (far < least) [best, least] = [at, far];
  }
  return best;
}

/** First centres: the most frequent colour, then always the one that is worst served. */
function spread(bins: readonly Bin[], count: number): Lab[] {
  const first = bins.toSorted((a, b) => b.count - a.count)[0];
  if (first === undefined) return [];
  const centres = [first.lab];
  const served = bins.map(({ lab }) => distance(lab, first.lab));
  while (centres.length < count) {
    let worst = 0;
    for (const [at, bin] of bins.entries()) {
      if (served[at]! * bin.count > served[worst]! * bins[worst]!.count) worst = at;
    }
    if (served[worst] === 0) break;
    const centre = bins[worst]!.lab;
    centres.push(centre);
    for (const [at, { lab }] of bins.entries()) {
      served[at] = Math.min(served[at]!, distance(lab, centre));
    }
  }
  return centres;
}

/** Lloyd's rounds. */
function settle(centres: Lab[], bins: readonly Bin[]): Lab[] {
  let current = centres;
  for (let round = 0; round < ROUNDS; round += 1) {
    const sums = current.map(() => [0, 0, 0, 0] as [number, number, number, number]);
    for (const { lab, count } of bins) {
      const sum = sums[nearest(current, lab)]!;
      sum[0] += lab[0] * count;
      sum[1] += lab[1] * count;
      sum[2] += lab[2] * count;
      sum[3] += count;
    }
    current = sums.map(([l, a, b, count], at) =>
      count === 0 ? current[at]! : [l / count, a / count, b / count],
    );
  }
  return current;
}
