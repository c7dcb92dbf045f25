/** Where the tiles of the review grid stand: all of one size. */
export const TILE_HEIGHT = 232;
export const GAP = 12;
/** Narrower, captions cannot be read. */
const LEAST_WIDTH = 168;

/** How many stand side by side in so many pixels; one at least. */
export function columnsIn(width: number): number {
  return Math.max(1, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
}

/** Indices from the first (included) to the last (not included) that touch a part of the page. */
export function tilesWithin(
  top: number,
  bottom: number,
  columns: number,
  count: number,
): [first: number, end: number] {
  const pitch = TILE_HEIGHT + GAP;
  const first = Math.max(0, Math.floor(top / pitch)) * columns;
  const end = Math.ceil(Math.max(0, bottom) / pitch) * columns;
  return [Math.min(first, count), Math.min(Math.max(first, end), count)];
}
