/** The few colours that a picture is made of, found by k-means over its histogram in Oklab. */
import { EDGE, INSIDE, OUTSIDE, type Cutout } from './cutout.ts';
import { majority } from './majority.ts';
import { neighbours } from './neighbours.ts';
import { distance, toLab, toRgb, type Lab, type Rgb } from './oklab.ts';

export interface Poster {
  readonly width: number;
  readonly height: number;
  /** Most frequent first. */
  readonly colours: readonly Rgb[];
  /** For every pixel, row by row, which colour it has; `CLEAR` where the picture is transparent. */
  readonly indexes: Uint8Array;
  /** Root of the mean squared distance to the picture, in Oklab; 0.02 is just seen. */
  readonly error: number;
}

export const CLEAR = 255;

interface Bin {
  readonly lab: Lab;
  readonly count: number;
}

const ROUNDS = 12;
/** Colours that fewer pixels have are specks, not parts of the drawing. */
const LEAST_SHARE = 0.0005;

/** At most `count` flat colours, 1 to 64. The same picture gives the same poster. */
export function posterise(cutout: Cutout, count: number): Poster {
  const { width, height, rgba, places } = cutout;
  const bins = histogram(cutout);
  const centres = settle(spread([...bins.values()], count), [...bins.values()]);
  const nearestOf = new Map([...bins].map(([key, { lab }]) => [key, nearest(centres, lab)]));
  const indexes = new Uint8Array(width * height).fill(CLEAR);
  let error = 0;
  let inside = 0;
  for (const [at, place] of places.entries()) {
    if (place !== INSIDE) continue;
    const key = keyOf(rgba, at * 4);
    const index = nearestOf.get(key)!;
    indexes[at] = index;
    inside += 1;
    error += distance(bins.get(key)!.lab, centres[index]!);
  }
  growOutwards(cutout, indexes, (at) =>
    nearest(centres, toLab(rgba[at * 4]!, rgba[at * 4 + 1]!, rgba[at * 4 + 2]!)),
  );
  const smooth = majority(indexes, width, height);
  const poster = byFrequency({ width, height, colours: centres.map(toRgb), indexes: smooth });
  return { ...poster, error: inside === 0 ? 0 : Math.sqrt(error / inside) };
}

/** The soft edge takes the colour of what it is the edge of; what is all edge takes its own. */
function growOutwards(
  { width, places }: Cutout,
  indexes: Uint8Array,
  ownColour: (at: number) => number,
): void {
  let front: number[] = [];
  for (const [at, place] of places.entries()) if (place === INSIDE) front.push(at);
  while (front.length > 0) {
    const next: number[] = [];
    for (const at of front) {
      for (const other of neighbours(at, width, indexes.length)) {
        if (places[other] === OUTSIDE || indexes[other] !== CLEAR) continue;
        indexes[other] = indexes[at]!;
        next.push(other);
      }
    }
    front = next;
  }
  for (const [at, place] of places.entries()) {
    if (place !== OUTSIDE && indexes[at] === CLEAR) indexes[at] = ownColour(at);
  }
}

/** Pixels by colour, five bits a channel: enough to tell flat colours apart, and few to go through. */
function histogram({ rgba, places }: Cutout): Map<number, Bin> {
  const sums = new Map<number, [number, number, number, number]>();
  // A drawing of hair-lines has no inside: then its edges have to do.
  const wanted = places.includes(INSIDE) ? INSIDE : EDGE;
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
  return new Map(
    [...sums].map(([key, [red, green, blue, count]]) => {
      const mean = [red, green, blue].map((sum) => Math.round(sum / count)) as [
        number,
        number,
        number,
      ];
      return [key, { lab: toLab(...mean), count }];
    }),
  );
}

function keyOf(rgba: Uint8Array, at: number): number {
  return ((rgba[at]! >> 3) << 10) | ((rgba[at + 1]! >> 3) << 5) | (rgba[at + 2]! >> 3);
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

function nearest(centres: readonly Lab[], lab: Lab): number {
  let best = 0;
  let least = Infinity;
  for (const [at, centre] of centres.entries()) {
    const far = distance(centre, lab);
    if (far < least) [best, least] = [at, far];
  }
  return best;
}

/** Most frequent first; a colour that hardly occurs goes to whatever is around it. */
function byFrequency(poster: Omit<Poster, 'error'>): Omit<Poster, 'error'> {
  const { colours, indexes } = poster;
  const counts = colours.map(() => 0);
  let opaque = 0;
  for (const index of indexes) {
    if (index === CLEAR) continue;
    counts[index] = counts[index]! + 1;
    opaque += 1;
  }
  const order = [...counts.keys()]
    .filter((index) => counts[index]! > opaque * LEAST_SHARE)
    .toSorted((a, b) => counts[b]! - counts[a]!);
  const labs = colours.map(([red, green, blue]) => toLab(red, green, blue));
  const kept = order.map((index) => labs[index]!);
  const renamed = labs.map((lab) => nearest(kept, lab));
  return {
    ...poster,
    colours: order.map((index) => colours[index]!),
    indexes: indexes.map((index) => (index === CLEAR ? CLEAR : renamed[index]!)),
  };
}
