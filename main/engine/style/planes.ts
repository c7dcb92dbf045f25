/** Pictures as three planes of numbers. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { compositeOver } from '#shared/numeric/colour.ts';
import { resizePlane } from '#shared/numeric/resize.ts';

export interface Planes {
  readonly width: number;
  readonly height: number;
  /** float32 [3, height, width], red, green and blue in sRGB, 0..1 */
  readonly data: Float32Array;
}

const CHANNELS = 3;

/** What is clear lies on white. */
export function planesFrom({ width, height, rgba }: Pixels): Planes {
  const rgb = compositeOver(rgba, [255, 255, 255]);
  const area = width * height;
  const data = new Float32Array(CHANNELS * area);
  for (let channel = 0; channel < CHANNELS; channel += 1) {
    for (let at = 0; at < area; at += 1) {
      data[channel * area + at] = rgb[at * CHANNELS + channel]! / 255;
    }
  }
  return { width, height, data };
}

/** Opaque, or with the alpha of a picture of the same size. */
export function pixelsFrom({ width, height, data }: Planes, alpha?: Uint8Array): Pixels {
  const area = width * height;
  const rgba = new Uint8Array(area * 4);
  for (let at = 0; at < area; at += 1) {
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      const value = data[channel * area + at]! * 255;
      rgba[at * 4 + channel] = Math.round(Math.min(255, Math.max(0, value)));
    }
    rgba[at * 4 + 3] = alpha === undefined ? 255 : alpha[at * 4 + 3]!;
  }
  return { width, height, rgba };
}

export function resized(planes: Planes, width: number, height: number): Planes {
  if (planes.width === width && planes.height === height) return planes;
  const area = planes.width * planes.height;
  const data = new Float32Array(CHANNELS * width * height);
  for (let channel = 0; channel < CHANNELS; channel += 1) {
    const plane = planes.data.subarray(channel * area, (channel + 1) * area);
    data.set(
      resizePlane(plane, planes.width, planes.height, width, height),
      channel * width * height,
    );
  }
  return { width, height, data };
}

/** Rec. 709 weights on the encoded values: float32 [height, width]. */
export function lightnessOf({ width, height, data }: Planes): Float32Array {
  const area = width * height;
  return Float32Array.from(
    { length: area },
    (_, at) => 0.2126 * data[at]! + 0.7152 * data[area + at]! + 0.0722 * data[2 * area + at]!,
  );
}
