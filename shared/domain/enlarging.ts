/** Pictures made larger. */
import * as z from 'zod';

/** The largest factor, that of the upscaler in the box. */
export const MAX_ENLARGING = 4;

/** `auto`: the network where the picture is of its kind. */
export const enlargingMethodSchema = z.enum(['auto', 'network', 'lanczos']);
export type EnlargingMethod = z.infer<typeof enlargingMethodSchema>;

/** How a picture was enlarged, and why not by the network where it was not asked otherwise. */
export const enlargedBySchema = z.object({
  method: z.enum(['network', 'lanczos']),
  /** `textured`: a photograph or a painting; `large`: it would take minutes. */
  reason: z.enum(['textured', 'large']).optional(),
});
export type EnlargedBy = z.infer<typeof enlargedBySchema>;
