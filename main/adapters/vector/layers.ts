/**
 * A poster as shapes that lie on each other. A shape reaches a little under those that are drawn
 * after it, so that no gap shows between two outlines that were fitted apart, and fills what it
 * surrounds, as a person would draw a face before its eyes.
 */
import { neighbours } from './neighbours.ts';
import { CLEAR, type Poster } from './poster.ts';

export interface Layer {
  readonly colour: Poster['colours'][number];
  /** 1 where the shape is, row by row. */
  readonly mask: Uint8Array;
}

/** Pixels that a shape reaches under its neighbours. */
const REACH = 4;

interface Field {
  readonly width: number;
  readonly indexes: Uint8Array;
}

/** Lowest first. */
export function layersOf({ width, colours, indexes }: Poster): Layer[] {
  const field = { width, indexes };
  return colours.map((colour, rank) => ({ colour, mask: shapeOf(field, rank) }));
}

function shapeOf(field: Field, rank: number): Uint8Array {
  const mask = reaching(field, rank);
  const seen = new Uint8Array(mask);
  for (const start of seen.keys()) {
    if (seen[start] === 1) continue;
    const hole = areaFrom(field.width, start, seen);
    // Only what is wholly covered later may be filled.
    if (hole.every((at) => isLater(field.indexes[at]!, rank))) for (const at of hole) mask[at] = 1;
  }
  return mask;
}

function reaching({ width, indexes }: Field, rank: number): Uint8Array {
  const mask = new Uint8Array(indexes.length);
  let edge: number[] = [];
  for (const [at, index] of indexes.entries()) {
    if (index !== rank) continue;
    mask[at] = 1;
    edge.push(at);
  }
  for (let step = 0; step < REACH; step += 1) {
    const next: number[] = [];
    for (const at of edge) {
      for (const other of neighbours(at, width, indexes.length)) {
        if (mask[other] === 1 || !isLater(indexes[other]!, rank)) continue;
        mask[other] = 1;
        next.push(other);
      }
    }
    edge = next;
  }
  return mask;
}

/** All pixels that hang together with one and are not yet seen; marks them as seen. */
function areaFrom(width: number, start: number, seen: Uint8Array): number[] {
  const area = [start];
  seen[start] = 1;
  for (let done = 0; done < area.length; done += 1) {
    for (const other of neighbours(area[done]!, width, seen.length)) {
      if (seen[other] === 1) continue;
      seen[other] = 1;
      area.push(other);
    }
  }
  return area;
}

function isLater(index: number, rank: number): boolean {
  return index !== CLEAR && index > rank;
}
