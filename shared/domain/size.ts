/** Picture sizes in pixels, and the limits that are checked before anything is allocated. */
import * as z from 'zod';

/** No picture larger than this on a side is decoded or generated. */
export const MAX_SIDE = 16_384;

/** No picture with more pixels than this is decoded (100 megapixels, 400 MB as RGBA). */
export const MAX_PIXELS = 100_000_000;

export const sideSchema = z.number().int().min(1).max(MAX_SIDE);

export const sizeSchema = z
  .object({ width: sideSchema, height: sideSchema })
  .refine((size) => size.width * size.height <= MAX_PIXELS);
export type Size = z.infer<typeof sizeSchema>;
