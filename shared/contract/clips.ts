/** CLIPs on this machine: whichever is chosen ranks, searches, explains and finds. */
import * as z from 'zod';
import {
  clipAdapterSummarySchema,
  clipCoverageSchema,
  clipSummarySchema,
} from '#shared/domain/clip.ts';
import { checkpointIdSchema } from '#shared/domain/ids.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { base } from './base.ts';

export const clipsContract = {
  /** Those that cannot be used are listed too, with what is wrong. */
  list: base.output(
    z.object({
      clips: z.array(clipSummarySchema),
      problems: z.array(z.object({ folder: z.string(), error: errorShapeSchema })),
      /** The one that searches now; absent where there is none at all. */
      used: checkpointIdSchema.optional(),
      /** What the settings ask for but is not there. */
      missing: z.string().optional(),
      /** What CLIPs here were taught; one of them can be switched on by the settings. */
      adapters: z.array(clipAdapterSummarySchema),
      /** What the settings ask for but is not there. */
      missingAdapter: z.string().optional(),
      coverage: clipCoverageSchema,
    }),
  ),
};
