/** Pixels beside a pixel, in pictures kept row by row. */

/** Above, below, left and right, within the picture. */
export function neighbours(at: number, width: number, size: number): number[] {
  const column = at % width;
  const found: number[] = [];
  if (at >= width) found.push(at - width);
  if (at + width < size) found.push(at + width);
  if (column > 0) found.push(at - 1);
  if (column < width - 1) found.push(at + 1);
  return found;
}
