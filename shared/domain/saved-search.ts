/** A search that was given a name, kept with the library. */
import * as z from 'zod';
import { savedSearchIdSchema } from './ids.ts';

export const MAX_SAVED_SEARCHES = 500;

export const pictureOrderSchema = z.enum(['newest', 'oldest', 'rating', 'score', 'closest']);
export type PictureOrder = z.infer<typeof pictureOrderSchema>;

export const savedSearchSchema = z.object({
  id: savedSearchIdSchema,
  name: z.string().trim().min(1).max(120),
  /** In the search language; boards by their ids, so that they may get other names. */
  query: z.string().max(2000),
  sort: pictureOrderSchema,
  createdAt: z.number().int(),
});
export type SavedSearch = z.infer<typeof savedSearchSchema>;
