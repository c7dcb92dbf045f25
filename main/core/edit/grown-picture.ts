/** A picture with more room around it. */
import type { Margins } from '#shared/domain/edit.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';

/** Share of a margin, and the most pixels, over which new and old flow into one another. */
const SEAM_SHARE = 0.25;
const MOST_SEAM = 24;

/**
 * The picture on a larger sheet, whose new parts mirror the old ones (a start that has the right
 * colours), and a mask of the new parts that fades out a little way into the old.
 */
export function grownPicture(
  { width, height, rgba }: Pixels,
  { top, right, bottom, left }: Margins,
): { readonly pixels: Pixels; readonly mask: Uint8Array } {
  const [wide, high] = [left + width + right, top + height + bottom];
  const out = new Uint8Array(wide * high * 4);
  const mask = new Uint8Array(wide * high);
  const seams = [left, right, top, bottom].map((margin) =>
    Math.min(MOST_SEAM, Math.round(margin * SEAM_SHARE)),
  ) as [number, number, number, number];
  for (let y = 0; y < high; y += 1) {
    const row = mirrored(y - top, height) * width;
    for (let x = 0; x < wide; x += 1) {
      const from = (row + mirrored(x - left, width)) * 4;
      const to = y * wide + x;
      out.set(rgba.subarray(from, from + 4), to * 4);
      mask[to] = Math.max(
        edge(x - left, seams[0]),
        edge(left + width - 1 - x, seams[1]),
        edge(y - top, seams[2]),
        edge(top + height - 1 - y, seams[3]),
      );
    }
  }
  return { pixels: { width: wide, height: high, rgba: out }, mask };
}

/** 255 outside, falling to 0 over the seam. */
function edge(inside: number, seam: number): number {
  if (inside < 0) return 255;
  return inside >= seam ? 0 : Math.round(255 * (1 - (inside + 1) / (seam + 1)));
}

function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const place = ((at % period) + period) % period;
  return place < length ? place : period - place;
}
