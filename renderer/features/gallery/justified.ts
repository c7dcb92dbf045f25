/** Rows of equal height that fill the width: a justified layout, and which of it is in sight. */

export interface Tile {
  /** Index into the aspect ratios. */
  readonly index: number;
  readonly left: number;
  readonly width: number;
}

/** Tiles are worked out only for rows in sight: a hundred thousand pictures make many rows. */
export interface Row {
  readonly top: number;
  readonly height: number;
  /** Index of its first picture, and the one after its last. */
  readonly start: number;
  readonly end: number;
}

export interface JustifiedOptions {
  readonly width: number;
  /** Rows come out near this height, never more than `MAX_STRETCH` times it. */
  readonly rowHeight: number;
  readonly gap: number;
}

const MAX_STRETCH = 1.35;

/** Lays out pictures of the given width/height ratios, in order. Linear in their number. */
export function justify(ratios: readonly number[], options: JustifiedOptions): Row[] {
  const { width, rowHeight, gap } = options;
  const rows: Row[] = [];
  let top = 0;
  let start = 0;
  let sum = 0;
  if (width <= 0) return rows;
  for (let index = 0; index < ratios.length; index += 1) {
    sum += ratios[index] ?? 1;
    const count = index - start + 1;
    const filling = (width - gap * (count - 1)) / sum;
    const isLast = index === ratios.length - 1;
    if (filling > rowHeight && !isLast) continue;
    const height = Math.max(1, Math.min(filling, rowHeight * (isLast ? 1 : MAX_STRETCH)));
    rows.push({ top, height, start, end: index + 1 });
    top += height + gap;
    start = index + 1;
    sum = 0;
  }
  return rows;
}

/** The places of a row's pictures, from the left. */
export function tilesOf(
  ratios: readonly number[],
  { start, end, height }: Row,
  gap: number,
): readonly Tile[] {
  const tiles: Tile[] = [];
  let left = 0;
  for (let index = start; index < end; index += 1) {
    const width = height * (ratios[index] ?? 1);
    tiles.push({ index, left, width });
    left += width + gap;
  }
  return tiles;
}

/** Height of everything. */
export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1);
  return last === undefined ? 0 : last.top + last.height;
}

/** Index of the row that holds a picture; −1 when there is none. */
export function rowOf(rows: readonly Row[], index: number): number {
  const at = bisect(rows, (row) => row.end > index);
  return at < rows.length && index >= 0 ? at : -1;
}

/** Index of the first row that is not wholly above an offset; the number of rows when all are. */
export function rowAt(rows: readonly Row[], offset: number): number {
  return bisect(rows, (row) => row.top + row.height > offset);
}

/** The rows that touch `[from, to]`, found by bisection. */
export function rowsWithin(rows: readonly Row[], from: number, to: number): readonly Row[] {
  return rows.slice(firstBelow(rows, from), firstTopAfter(rows, to));
}

function firstBelow(rows: readonly Row[], offset: number): number {
  return bisect(rows, (row) => row.top + row.height >= offset);
}

function firstTopAfter(rows: readonly Row[], offset: number): number {
  return bisect(rows, (row) => row.top > offset);
}

/** Index of the first row for which `isPast` holds; it must stay true from there on. */
function bisect(rows: readonly Row[], isPast: (row: Row) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && isPast(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
