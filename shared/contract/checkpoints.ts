/** Installed checkpoints. */
import * as z from 'zod';
import { checkpointManifestSchema, checkpointSummarySchema } from '#shared/domain/checkpoint.ts';
import { communityErrorCodes } from '#shared/errors/catalogue/community.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { base } from './base.ts';
import { checkpointAdditionsContract } from './checkpoint-additions.ts';
import { declareErrors } from './errors.ts';

const checkpointErrors = declareErrors(
  'checkpoint.not-found',
  'checkpoint.damaged',
  'checkpoint.unsupported',
  ...communityErrorCodes,
);

export const checkpointsContract = {
  ...checkpointAdditionsContract,
  /** Broken ones are listed too, with what is wrong. */
  list: base.output(
    z.object({
      checkpoints: z.array(checkpointSummarySchema),
      problems: z.array(z.object({ folder: z.string(), error: errorShapeSchema })),
    }),
  ),
  info: base
    .errors(checkpointErrors)
    .input(z.object({ id: z.string().max(64) }))
    .output(
      z.object({
        summary: checkpointSummarySchema,
        /** Absent for checkpoints that came without one of ours. */
        manifest: checkpointManifestSchema.optional(),
        card: z.string().optional(),
      }),
    ),
  /** Reads every file and compares it with the manifest's hashes. */
  verify: base
    .errors({
      ...checkpointErrors,
      ...declareErrors('addition.damaged', 'addition.unknown-origin', 'addition.not-found'),
    })
    .input(z.object({ id: z.string().max(64) }))
    .output(z.object({ files: z.number().int(), bytes: z.number().int() })),
};
