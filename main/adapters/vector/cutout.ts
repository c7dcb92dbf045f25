/** A picture made ready for tracing: large enough, without noise, every pixel in it or out of it. */
import sharp from 'sharp';

export interface Cutout {
  readonly width: number;
  readonly height: number;
  /** RGBA, 8 bits a sample, row by row, not premultiplied. */
  readonly rgba: Uint8Array;
  /** For every pixel: outside the drawing, on its soft edge, or well inside. */
  readonly places: Uint8Array;
}

export const OUTSIDE = 0;
/** The colour here is a mixture with whatever was behind it and says little. */
export const EDGE = 1;
export const INSIDE = 2;

/** Small pictures are enlarged to this, so that curves have room between the pixels. */
const LEAST_SIDE = 512;
const MOST_SIDE = 1024;
/** Takes out noise that would become specks, and keeps edges where they are. */
const SMOOTHING = 5;

/** Rejects with sharp's own error when the file cannot be decoded. */
export async function readCutout(path: string, limitInputPixels: number): Promise<Cutout> {
  const { autoOrient } = await sharp(path, { limitInputPixels }).metadata();
  const longer = Math.max(autoOrient.width, autoOrient.height);
  const side = Math.min(MOST_SIDE, Math.max(LEAST_SIDE, longer));
  const { data, info } = await sharp(path, { limitInputPixels })
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .resize({ width: side, height: side, fit: 'inside', kernel: 'cubic' })
    .median(SMOOTHING)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const places = new Uint8Array(info.width * info.height);
  for (const at of places.keys()) {
    const alpha = data[at * 4 + 3]!;
    places[at] = alpha < 128 ? OUTSIDE : alpha < 244 ? EDGE : INSIDE;
  }
  return { width: info.width, height: info.height, rgba: data, places };
}
