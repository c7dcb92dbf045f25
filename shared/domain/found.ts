/** Things found in a picture by words. */
import * as z from 'zod';
import { maskIdSchema } from './mask-id.ts';

export const MAX_WORDS_AT_ONCE = 32;
export const DEFAULT_SURENESS = 0.35;

export const foundSchema = z.object({
  words: z.string(),
  /** Best first, in shares of the picture's sides. */
  boxes: z.array(
    z.object({
      left: z.number().min(0).max(1),
      top: z.number().min(0).max(1),
      width: z.number().min(0).max(1),
      height: z.number().min(0).max(1),
      /** Calibrated, 0..1. */
      match: z.number().min(0).max(1),
    }),
  ),
  /** The found parts as a mask for an edit; absent where nothing was found. */
  mask: maskIdSchema.optional(),
});
export type Found = z.infer<typeof foundSchema>;
