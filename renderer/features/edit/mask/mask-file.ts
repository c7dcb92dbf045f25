/** A mask as a picture: grey in 8 bits, white where the picture may change. */
import type { Coverage, Region } from './coverage.ts';

/** Draws a region of the mask as a tint: its strength is the pixel's opacity. */
export function drawTint(
  context: CanvasRenderingContext2D,
  coverage: Coverage,
  region: Region,
  tint: readonly [number, number, number],
): void {
  const wide = region.right - region.left;
  const high = region.bottom - region.top;
  const image = new ImageData(wide, high);
  for (let y = 0; y < high; y += 1) {
    const row = (region.top + y) * coverage.width + region.left;
    for (let x = 0; x < wide; x += 1) {
      const at = (y * wide + x) * 4;
      image.data.set(tint, at);
      image.data[at + 3] = coverage.data[row + x] ?? 0;
    }
  }
  context.putImageData(image, region.left, region.top);
}

/** A PNG of the mask, opaque, in the mask's own size. */
export async function maskFile(coverage: Coverage): Promise<File> {
  const { width, height, data } = coverage;
  const image = new ImageData(width, height);
  for (const [at, value] of data.entries()) image.data.set([value, value, value, 255], at * 4);
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new File([blob], 'mask.png', { type: 'image/png' });
}
