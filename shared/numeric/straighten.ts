/** Where a picture comes to lie that is turned, straightened and cropped. */
import type { Geometry, ShareBox } from '#shared/domain/adjustment.ts';
import type { Size } from '#shared/domain/size.ts';
import type { Placement } from './geometry.ts';

const WHOLE: ShareBox = { left: 0, top: 0, width: 1, height: 1 };
/** Of a side: rounding on the way through a slider must not move a frame. */
const TOLERANCE = 1e-6;

/** With width and height changed over by an odd number of quarter turns. */
export function turnedSize({ width, height }: Size, { turns }: Pick<Geometry, 'turns'>): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/**
 * The largest frame of some proportions, around the middle, in which no clear corner shows.
 *
 * @param ratio width to height; absent: the picture's own
 */
export function frameWithin({ width, height }: Size, angle: number, ratio?: number): ShareBox {
  if (angle === 0 && ratio === undefined) return WHOLE;
  const wide = ratio ?? width / height;
  const [cosine, sine] = rotation(Math.abs(angle));
  const high = Math.min(width / (wide * cosine + sine), height / (wide * sine + cosine));
  const [w, h] = [(wide * high) / width, high / height];
  return { left: (1 - w) / 2, top: (1 - h) / 2, width: w, height: h };
}

/** Whether a frame shows no clear corner of the straightened picture. */
export function isCovered({ width, height }: Size, angle: number, box: ShareBox): boolean {
  const [cosine, sine] = rotation(angle);
  const limit = [width * (0.5 + TOLERANCE), height * (0.5 + TOLERANCE)] as const;
  return [0, 1].every((right) =>
    [0, 1].every((below) => {
      const x = (box.left + right * box.width - 0.5) * width;
      const y = (box.top + below * box.height - 0.5) * height;
      return (
        Math.abs(x * cosine + y * sine) <= limit[0] && Math.abs(y * cosine - x * sine) <= limit[1]
      );
    }),
  );
}

/** What is cut out of the turned picture, in its pixels. */
export function cutOf(size: Size, geometry: Geometry | undefined): Placement {
  if (geometry === undefined) return { left: 0, top: 0, ...size };
  const { width, height } = turnedSize(size, geometry);
  const box = geometry.crop ?? frameWithin({ width, height }, geometry.angle);
  const left = Math.min(width - 1, Math.round(box.left * width));
  const top = Math.min(height - 1, Math.round(box.top * height));
  return {
    left,
    top,
    width: Math.max(1, Math.min(width, Math.round((box.left + box.width) * width)) - left),
    height: Math.max(1, Math.min(height, Math.round((box.top + box.height) * height)) - top),
  };
}

/** Cosine and sine of an angle in degrees. */
export function rotation(angle: number): readonly [number, number] {
  const radians = (angle * Math.PI) / 180;
  return [Math.cos(radians), Math.sin(radians)];
}
