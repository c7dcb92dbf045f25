/** A picture in few flat colours, with smooth borders between them. */
import { INSIDE, OUTSIDE, type Cutout } from './cutout.ts';
import { keyOf, type Histogram } from './histogram.ts';
import { majority } from './majority.ts';
import { neighbours } from './neighbours.ts';
import { toLab, toRgb, type Lab, type Rgb } from './oklab.ts';
import { nearest } from './palette.ts';

export interface Poster {
  readonly width: number;
  readonly height: number;
  /** Most frequent first. */
  readonly colours: readonly Rgb[];
  /** For every pixel, row by row, which colour it has; `CLEAR` where the picture is transparent. */
  readonly indexes: Uint8Array;
}

export const CLEAR = 255;

/** Colours that fewer pixels have are specks, not parts of the drawing. */
const LEAST_SHARE = 0.0005;

/** Gives every pixel the closest of these colours. */
export function posterise(cutout: Cutout, { bins }: Histogram, centres: readonly Lab[]): Poster {
  const { width, height, rgba, places } = cutout;
  const nearestOf = new Map([...bins].map(([key, { lab }]) => [key, nearest(centres, lab)]));
  const indexes = new Uint8Array(width * height).fill(CLEAR);
  for (const [at, place] of places.entries()) {
    if (place === INSIDE) indexes[at] = nearestOf.get(keyOf(rgba, at * 4))!;
  }
  growOutwards(cutout, indexes, (at) =>
    nearest(centres, toLab(rgba[at * 4]!, rgba[at * 4 + 1]!, rgba[at * 4 + 2]!)),
  );
  const smooth = majority(indexes, width, height);
  return byFrequency({ width, height, colours: centres.map(toRgb), indexes: smooth });
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

/** Most frequent first; a colour that hardly occurs goes to whatever is around it. */
function byFrequency(poster: Poster): Poster {
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
