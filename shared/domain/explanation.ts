/** Why CLIP judges a picture as it does. */
import * as z from 'zod';

/** Cells of a map, each way. */
export const EXPLANATION_SIDE = 8;

/**
 * Rows from the top: how much of the match is owed to each part of the picture, in points of the
 * match, where 1 is the whole scale. Below 0: without it the picture would match better.
 */
export const explanationMapSchema = z.array(z.number()).length(EXPLANATION_SIDE ** 2);

export const explanationSchema = z.object({
  /** The words that were judged, alternatives chosen. */
  prompt: z.string(),
  /** Calibrated match, 0..1, as in the score. */
  match: z.number(),
  map: explanationMapSchema,
  words: z.array(
    z.object({
      text: z.string(),
      /** What the match gains by this word: above 0 it speaks for the picture. */
      gain: z.number(),
      map: explanationMapSchema,
    }),
  ),
  /** Whether the prompt has more words than were looked at. */
  isCut: z.boolean(),
});
export type Explanation = z.infer<typeof explanationSchema>;
