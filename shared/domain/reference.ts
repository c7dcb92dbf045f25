/** Pictures that have a part in a generation besides its words. */
import * as z from 'zod';
import { pictureIdSchema } from './ids.ts';

export const MAX_REFERENCES = 4;
export const DEFAULT_REFERENCE_WEIGHT = 0.5;
/** Near enough to know the picture again, far enough to be another one. */
export const DEFAULT_VARIATION = 0.6;
/** How strongly a variation is drawn to what its picture shows. */
export const VARIATION_WEIGHT = 0.5;

/** A picture that candidates are drawn to; with a negative weight, away from. */
export const referenceRequestSchema = z.object({
  id: pictureIdSchema,
  /** -1 to 1; checked where limits are told by field. */
  weight: z.number(),
});
export type ReferenceRequest = z.infer<typeof referenceRequestSchema>;

/** The picture that candidates begin with instead of noise: they are variations of it. */
export const startRequestSchema = z.object({
  id: pictureIdSchema,
  /** 0 keeps the picture, 1 begins with noise alone; checked where limits are told by field. */
  strength: z.number(),
});
export type StartRequest = z.infer<typeof startRequestSchema>;

/** By content, as a file tells it: ids say nothing to another library. */
const contentSchema = z.object({ sha256: z.string() });
export const usedReferenceSchema = contentSchema.extend({ weight: z.number().min(-1).max(1) });
export type UsedReference = z.infer<typeof usedReferenceSchema>;
export const usedStartSchema = contentSchema.extend({ strength: z.number().min(0).max(1) });
export type UsedStart = z.infer<typeof usedStartSchema>;

const placeSchema = { id: pictureIdSchema };
export const chosenReferenceSchema = usedReferenceSchema.extend(placeSchema);
export type ChosenReference = z.infer<typeof chosenReferenceSchema>;
export const chosenStartSchema = usedStartSchema.extend(placeSchema);
export type ChosenStart = z.infer<typeof chosenStartSchema>;

/** What a file tells of them, with the pictures that are in this library. */
export const recalledReferenceSchema = usedReferenceSchema.extend({
  id: pictureIdSchema.optional(),
});
export const recalledStartSchema = usedStartSchema.extend({ id: pictureIdSchema.optional() });
