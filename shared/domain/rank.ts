/**
 * Ranking as it is shown: a score and the parts it is the sum of.
 */
import * as z from 'zod';
import { checkpointIdSchema } from './ids.ts';

/**
 * What can speak for or against a picture. `taste` where a profile is in use. Of edits also whether
 * the change goes the way the words go (`direction`), and how much of the drawing is still there
 * (`kept`). Where pictures have a part in the prompt, or lend their manner, how near they are (`reference`).
 */
export const scorePartKindSchema = z.enum([
  'prompt-match',
  'direction',
  'kept',
  'taste',
  'reference',
  'diversity',
]);
export type ScorePartKind = z.infer<typeof scorePartKindSchema>;

export const scorePartSchema = z.object({
  kind: scorePartKindSchema,
  /** The measured quantity before weighting, e.g. a calibrated match in 0..1. */
  raw: z.number(),
  weight: z.number(),
  /** weight × raw, signed. The values of all parts add up to the score. */
  value: z.number(),
});
export type ScorePart = z.infer<typeof scorePartSchema>;

/** What counts of an edit, or where pictures have a part in the prompt, besides the match; each 0..1. */
export const aspectSchema = z.object({
  kind: z.enum(['direction', 'kept', 'reference']),
  raw: z.number(),
});
export type Aspect = z.infer<typeof aspectSchema>;

export const rankingEntrySchema = z.object({
  /** Index of the candidate in its generation, or of the picture in the request. */
  index: z.number().int().min(0),
  /** 1 is best. Near-duplicates come after all others. */
  position: z.number().int().min(1),
  score: z.number(),
  parts: z.array(scorePartSchema),
  /** CLIP cosine between prompt and picture, uncalibrated, -1..1; absent where no words were asked for. */
  cosine: z.number().optional(),
  /** Index of the better candidate that this one nearly repeats. */
  duplicateOf: z.number().int().min(0).optional(),
});
export type RankingEntry = z.infer<typeof rankingEntrySchema>;

/** Best first. */
export const rankingSchema = z.array(rankingEntrySchema);
export type Ranking = z.infer<typeof rankingSchema>;

/** Whose eyes the scores come from: a CLIP, and what it was taught where that counted. */
export const rankedBySchema = z.object({
  clip: checkpointIdSchema,
  adapter: z.object({ name: z.string(), hash: z.string() }).optional(),
});
export type RankedBy = z.infer<typeof rankedBySchema>;
