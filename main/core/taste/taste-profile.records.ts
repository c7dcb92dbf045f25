/** What lies in `profile.json` of a taste profile. */
import * as z from 'zod';
import {
  MAX_TASTE_PICKS,
  tasteNameSchema,
  tastePickSchema,
  tasteProfileIdSchema,
} from '#shared/domain/taste.ts';

export const tasteRecordSchema = z.object({
  format: z.literal(1),
  id: tasteProfileIdSchema,
  name: tasteNameSchema,
  createdAt: z.number().int(),
  usesRatings: z.boolean(),
  isImported: z.boolean(),
  /** In the order in which they were made. */
  picks: z.array(tastePickSchema).max(MAX_TASTE_PICKS),
});
export type TasteRecord = z.infer<typeof tasteRecordSchema>;
