/** Pictures as a CLIP sees them. */
import type { ClipView } from '#shared/clip/description.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { compositeOver } from '#shared/numeric/colour.ts';
import { contain, type Placement } from '#shared/numeric/geometry.ts';
import { resizePixels, resizePlane } from '#shared/numeric/resize.ts';

/** Where the whole picture lies in the square that CLIP sees; beyond its edges where it is cropped. */
export function placeInView(
  picture: Pick<Pixels, 'width' | 'height'>,
  { imageSize: side, framing }: ClipView,
): Placement {
  switch (framing.kind) {
    case 'contain':
      return contain(picture, { width: side, height: side });
    case 'squash':
      return { left: 0, top: 0, width: side, height: side };
    case 'crop': {
      const shorter = Math.min(picture.width, picture.height);
      const scaled = (length: number): number =>
        length === shorter ? framing.shorter : Math.floor((framing.shorter * length) / shorter);
      const width = scaled(picture.width);
      const height = scaled(picture.height);
      const before = (length: number): number => {
        const half = (length - side) / 2;
        return framing.halves === 'down' ? Math.floor(half) : roundToEven(half);
      };
      return { left: 0 - before(width), top: 0 - before(height), width, height };
    }
  }
}

/**
 * One picture, laid over the background, brought into the square as the checkpoint was taught (Radford
 * et al., 2021, crop; Zhai et al., 2023, squash; our own CLIP sees it whole: what a designer put at
 * the edge counts) and normalised.
 *
 * @param target float32 view [3, imageSize, imageSize] to fill
 */
export function writePictureTensor(picture: Pixels, view: ClipView, target: Float32Array): void {
  if (view.framing.kind === 'contain') writeContained(picture, view, target);
  else writeFilled(picture, view, target);
}

/** Resized without rounding in between: our own CLIP's space was made so. */
function writeContained(
  { width, height, rgba }: Pixels,
  view: ClipView,
  target: Float32Array,
): void {
  const size = view.imageSize;
  const inner = placeInView({ width, height }, view);
  const plane = new Float32Array(width * height);
  for (let channel = 0; channel < 3; channel += 1) {
    const background = view.background[channel] ?? 255;
    const normalised = normaliserOf(view, channel);
    for (let index = 0; index < plane.length; index += 1) {
      const alpha = (rgba[index * 4 + 3] ?? 255) / 255;
      plane[index] = (rgba[index * 4 + channel] ?? 0) * alpha + background * (1 - alpha);
    }
    const small = resizePlane(plane, width, height, inner.width, inner.height);
    const out = target.subarray(channel * size * size, (channel + 1) * size * size);
    out.fill(normalised(background));
    for (let y = 0; y < inner.height; y += 1) {
      for (let x = 0; x < inner.width; x += 1) {
        const value = Math.min(255, Math.max(0, small[y * inner.width + x] ?? 0));
        out[(inner.top + y) * size + inner.left + x] = normalised(Math.round(value));
      }
    }
  }
}

/** As Pillow resizes 8-bit pictures, which is how the preprocessing of these was defined. */
function writeFilled({ width, height, rgba }: Pixels, view: ClipView, target: Float32Array): void {
  const size = view.imageSize;
  const inner = placeInView({ width, height }, view);
  const opaque = compositeOver(rgba, view.background);
  const small = resizePixels(
    opaque,
    3,
    ...([width, height, inner.width, inner.height] as const),
    view.framing.filter,
  );
  for (let channel = 0; channel < 3; channel += 1) {
    const normalised = normaliserOf(view, channel);
    const out = target.subarray(channel * size * size, (channel + 1) * size * size);
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        const at = (y - inner.top) * inner.width + x - inner.left;
        out[y * size + x] = normalised(small[at * 3 + channel] ?? 0);
      }
    }
  }
}

function normaliserOf({ mean, std }: ClipView, channel: number): (value: number) => number {
  const [centre, deviation] = [mean[channel] ?? 0.5, std[channel] ?? 0.5];
  return (value) => (value / 255 - centre) / deviation;
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
