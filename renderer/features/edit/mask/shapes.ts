/** Covers what lies inside an outline: rectangles and lassos. */
import { regionOf, type Coverage, type Point, type Region } from './coverage.ts';

/** Rows are looked at this many times, which smooths edges that are not upright. */
const LINES = 4;

/**
 * Covers, or uncovers, the inside of a closed outline by the even-odd rule. Each pixel gets the share
 * of it that lies inside.
 */
export function coverOutline(
  coverage: Coverage,
  outline: readonly Point[],
  isEraser: boolean,
): Region | undefined {
  if (outline.length < 3) return undefined;
  const xs = outline.map(({ x }) => x);
  const ys = outline.map(({ y }) => y);
  const region = regionOf(
    coverage,
    { x: Math.min(...xs), y: Math.min(...ys) },
    { x: Math.max(...xs), y: Math.max(...ys) },
  );
  if (region === undefined) return undefined;
  const { left, right } = region;
  const inside = new Float32Array(right - left);
  for (let y = region.top; y < region.bottom; y += 1) {
    inside.fill(0);
    for (let line = 0; line < LINES; line += 1) {
      const crossings = crossingsAt(outline, y + (line + 0.5) / LINES);
      for (let at = 0; at + 1 < crossings.length; at += 2) {
        addSpan(inside, (crossings[at] ?? 0) - left, (crossings[at + 1] ?? 0) - left);
      }
    }
    const row = y * coverage.width + left;
    for (const [at, share] of inside.entries()) {
      const value = Math.min(255, Math.round((255 * share) / LINES));
      const old = coverage.data[row + at] ?? 0;
      coverage.data[row + at] = isEraser ? Math.min(old, 255 - value) : Math.max(old, value);
    }
  }
  return region;
}

export function rectangle(from: Point, to: Point): Point[] {
  return [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
}

/** Where a level line meets the outline, from left to right; always an even number of places. */
function crossingsAt(outline: readonly Point[], y: number): number[] {
  const found: number[] = [];
  let before = outline.at(-1);
  for (const point of outline) {
    if (before !== undefined && before.y <= y !== point.y <= y) {
      found.push(before.x + ((y - before.y) / (point.y - before.y)) * (point.x - before.x));
    }
    before = point;
  }
  return found.sort((a, b) => a - b);
}

/** Adds to every pixel of a row the share of it between two places. */
function addSpan(row: Float32Array, from: number, to: number): void {
  const start = Math.max(0, from);
  const end = Math.min(row.length, to);
  for (let at = Math.floor(start); at < end; at += 1) {
    row[at] = (row[at] ?? 0) + Math.min(end, at + 1) - Math.max(start, at);
  }
}
