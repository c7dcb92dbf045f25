/** A mask that the host has made, at the size of the one that is drawn on. */
import type { Coverage } from './coverage.ts';

/** @returns uint8 [height, width] of the coverage, from the picture's red */
export async function loadMask(
  address: string,
  { width, height }: Pick<Coverage, 'width' | 'height'>,
): Promise<Uint8Array> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const context = new OffscreenCanvas(width, height).getContext('2d');
  const plane = new Uint8Array(width * height);
  if (context === null) return plane;
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  for (let at = 0; at < plane.length; at += 1) plane[at] = data[at * 4] ?? 0;
  return plane;
}
