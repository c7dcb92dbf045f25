/** What lies in `searches.json` of a library. */
import * as z from 'zod';
import { savedSearchSchema } from '#shared/domain/saved-search.ts';

export const searchesFileSchema = z.object({
  format: z.literal(1),
  searches: z.array(savedSearchSchema),
});
