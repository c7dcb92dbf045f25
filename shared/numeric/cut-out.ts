/** Parts of pictures. What lies beyond the border is as on it. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { Placement } from './geometry.ts';

/** @returns straight RGBA of the rectangle's size */
export function cutOut({ width, height, rgba }: Pixels, part: Placement): Pixels {
  const out = new Uint8Array(part.width * part.height * 4);
  const inside = insideOf(part, width);
  for (let y = 0; y < part.height; y += 1) {
    const row = Math.min(height - 1, Math.max(0, part.top + y)) * width;
    const target = y * part.width;
    for (let x = 0; x < part.width; x += 1) {
      if (x === inside.from && inside.to > inside.from) {
        const from = row + part.left + x;
        const count = inside.to - inside.from;
        out.set(rgba.subarray(from * 4, (from + count) * 4), (target + x) * 4);
        x += count - 1;
        continue;
      }
      const from = row + Math.min(width - 1, Math.max(0, part.left + x));
      out.set(rgba.subarray(from * 4, from * 4 + 4), (target + x) * 4);
    }
  }
  return { width: part.width, height: part.height, rgba: out };
}

/** The same of one plane; beyond the border it is 0. */
export function cutPlane(
  plane: Uint8Array,
  { width, height }: Pick<Placement, 'width' | 'height'>,
  part: Placement,
): Uint8Array {
  const out = new Uint8Array(part.width * part.height);
  const { from, to } = insideOf(part, width);
  for (let y = 0; y < part.height; y += 1) {
    const row = part.top + y;
    if (row < 0 || row >= height || to <= from) continue;
    const start = row * width + part.left;
    out.set(plane.subarray(start + from, start + to), y * part.width + from);
  }
  return out;
}

/** A part of a picture put back in its place: straight RGBA of the whole; the part lies inside. */
export function pasted({ width, height, rgba }: Pixels, part: Pixels, at: Placement): Pixels {
  const out = new Uint8Array(rgba);
  for (let y = 0; y < part.height; y += 1) {
    const row = part.rgba.subarray(y * part.width * 4, (y + 1) * part.width * 4);
    out.set(row, ((at.top + y) * width + at.left) * 4);
  }
  return { width, height, rgba: out };
}

/** What of a rectangle lies in a picture. */
export function insidePicture(
  { left, top, width, height }: Placement,
  picture: Pick<Placement, 'width' | 'height'>,
): Placement {
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  return {
    ...{ left: x, top: y },
    width: Math.min(picture.width, left + width) - x,
    height: Math.min(picture.height, top + height) - y,
  };
}

/** The columns of a part that lie in the picture. */
function insideOf({ left, width }: Placement, whole: number): { from: number; to: number } {
  return { from: Math.max(0, -left), to: Math.min(width, whole - left) };
}
