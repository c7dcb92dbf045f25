/** Taste profiles: what somebody likes, learnt from choices between two pictures and from stars. */
import * as z from 'zod';
import { idSchema, pictureIdSchema } from './ids.ts';

export const MAX_TASTE_PROFILES = 50;
export const MAX_TASTE_PICKS = 5_000;
/** With fewer choices nothing is learnt: it would be chance. */
export const LEAST_TASTE_PICKS = 10;
export const DEFAULT_TASTE_WEIGHT = 0.3;

export const tasteProfileIdSchema = idSchema.brand<'TasteProfileId'>();
export type TasteProfileId = z.infer<typeof tasteProfileIdSchema>;

export const tasteNameSchema = z.string().trim().min(1).max(120);

export const tasteChoiceSchema = z.enum(['left', 'right', 'skip']);
export type TasteChoice = z.infer<typeof tasteChoiceSchema>;

export const tastePickSchema = z.object({
  left: pictureIdSchema,
  right: pictureIdSchema,
  choice: tasteChoiceSchema,
});
export type TastePick = z.infer<typeof tastePickSchema>;

/** How often choices that were held out were foreseen. */
export const heldOutSchema = z.object({
  right: z.number().int().min(0),
  of: z.number().int().min(1),
  /** right / of, and between what it lies in nineteen of twenty cases; 0.5 is chance. */
  value: z.number(),
  low: z.number(),
  high: z.number(),
});
export type HeldOut = z.infer<typeof heldOutSchema>;

export const tasteProfileSchema = z.object({
  id: tasteProfileIdSchema,
  name: tasteNameSchema,
  createdAt: z.number().int(),
  /** Whether the stars of library pictures count besides the choices. */
  usesRatings: z.boolean(),
  /** Choices made, without those skipped. */
  picks: z.number().int().min(0),
  /** Came as a file: its choices stayed where it was learnt. */
  isImported: z.boolean(),
  /**
   * - `few`: not enough choices to learn from
   * - `waiting`: there are choices that were not learnt from, or not by the CLIP that ranks now
   * - `unsure`: learnt, but what was held out was foreseen hardly better than by chance
   * - `ready`: learnt, and held-out choices are foreseen
   * - `foreign`: imported, and learnt by another CLIP than the one that ranks now
   */
  state: z.enum(['few', 'waiting', 'unsure', 'ready', 'foreign']),
  /** About so many more choices are needed until it can be told apart from chance; 0 when it is. */
  needs: z.number().int().min(0),
  /** What was learnt last, by the CLIP that ranks now. */
  learnt: z
    .object({
      picks: z.number().int(),
      ratings: z.number().int(),
      heldOut: heldOutSchema.optional(),
      /** What it was trained on. */
      backend: z.string(),
    })
    .optional(),
});
export type TasteProfile = z.infer<typeof tasteProfileSchema>;

export const activeTasteSchema = z.object({
  profile: tasteProfileIdSchema,
  /** Of the score, 0..1: how much taste counts beside the match with the prompt. */
  weight: z.number().min(0).max(1),
});
export type ActiveTaste = z.infer<typeof activeTasteSchema>;

const nearPictureSchema = z.object({
  id: pictureIdSchema,
  /** How alike the two are, -1..1, measured from the middle of the library. */
  likeness: z.number(),
});

/** Why a picture is liked or not. */
export const tasteReasonSchema = z.object({
  /** How likely it would be chosen over an ordinary picture of the library, 0..1. */
  chance: z.number().min(0).max(1),
  /** Of what was liked and of what was not, the nearest; nearest first. */
  liked: z.array(nearPictureSchema),
  disliked: z.array(nearPictureSchema),
});
export type TasteReason = z.infer<typeof tasteReasonSchema>;
