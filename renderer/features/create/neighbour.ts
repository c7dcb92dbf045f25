/** Which card an arrow key leads to, by where the cards stand on screen. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Index of the next card; undefined for a key that leads nowhere. Left and right follow the order. */
export function neighbour(boxes: readonly Box[], from: number, key: string): number | undefined {
  const last = boxes.length - 1;
  if (key === 'ArrowRight') return Math.min(last, from + 1);
  if (key === 'ArrowLeft') return Math.max(0, from - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const current = boxes[from];
  if (current === undefined || (key !== 'ArrowDown' && key !== 'ArrowUp')) return undefined;
  const sign = key === 'ArrowDown' ? 1 : -1;
  const middle = current.left + current.width / 2;
  const edge = sign > 0 ? current.top + current.height : -current.top;
  let best: { index: number; distance: number } | undefined;
  for (const [index, box] of boxes.entries()) {
    // How far its near edge lies beyond the far edge of the present card.
    const near = sign > 0 ? box.top : -(box.top + box.height);
    if (near < edge - 1) continue;
    const distance = (near - edge) * 4 + Math.abs(box.left + box.width / 2 - middle);
    if (best === undefined || distance < best.distance) best = { index, distance };
  }
  return best?.index ?? from;
}
