/** The colours of a picture and how often each occurs. */
import { EDGE, INSIDE, type Cutout } from './cutout.ts';
import { toLab, type Lab } from './oklab.ts';

export interface Bin {
  readonly lab: Lab;
  readonly count: number;
}

export interface Histogram {
  readonly bins: ReadonlyMap<number, Bin>;
  /** Whether all of it is edge: a drawing of hair-lines. */
  readonly isAllEdge: boolean;
}

/** Pixels by colour, five bits a channel: enough to tell flat colours apart, and few to go through. */
export function histogramOf({ rgba, places }: Cutout): Histogram {
  const sums = new Map<number, [number, number, number, number]>();
  // A drawing of hair-lines has no inside: then its edges have to do.
  const isAllEdge = !places.includes(INSIDE);
  const wanted = isAllEdge ? EDGE : INSIDE;
  for (const [pixel, place] of places.entries()) {
    if (place < wanted) continue;
    const at = pixel * 4;
    const key = keyOf(rgba, at);
    const sum = sums.get(key) ?? [0, 0, 0, 0];
    sum[0] += rgba[at]!;
    sum[1] += rgba[at + 1]!;
    sum[2] += rgba[at + 2]!;
    sum[3] += 1;
    sums.set(key, sum);
  }
  const bins = new Map(
    [...sums].map(([key, [red, green, blue, count]]) => {
      const mean = [red, green, blue].map((sum) => Math.round(sum / count)) as [
        number,
        number,
        number,
      ];
      return [key, { lab: toLab(...mean), count }];
    }),
  );
  return { bins, isAllEdge };
}

/** @param at where the pixel begins */
export function keyOf(rgba: Uint8Array, at: number): number {
  return ((rgba[at]! >> 3) << 10) | ((rgba[at + 1]! >> 3) << 5) | (rgba[at + 2]! >> 3);
}
