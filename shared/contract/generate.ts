/** Text to ranked pictures. */
import * as z from 'zod';
import { generationRequestSchema, generationSettingsSchema } from '#shared/domain/generation.ts';
import { communityErrorCodes } from '#shared/errors/catalogue/community.ts';
import { promptErrorCodes } from '#shared/errors/catalogue/prompt.ts';
import { generateJobSchema } from '#shared/domain/job.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

export const requestErrors = declareErrors(
  ...promptErrorCodes,
  'generate.value-out-of-range',
  'generate.value-unknown',
  'generate.size-unsupported',
  'generate.size-step',
  'taste.not-found',
  'taste.too-few-picks',
  'taste.foreign-space',
  'generate.references-unsupported',
  ...communityErrorCodes,
  'checkpoint.not-found',
  'checkpoint.damaged',
  'checkpoint.unsupported',
);

/** Of the pictures that have a part in the prompt. */
const pictureErrors = declareErrors('picture.not-found', 'picture.file-missing');

export const generateContract = {
  /** Writes the job down and answers with it; watch `jobs.watch` for candidates. */
  submit: base
    .errors({
      ...requestErrors,
      ...pictureErrors,
      ...declareErrors('library.not-writable', 'library.disk-full'),
    })
    .input(generationRequestSchema)
    .output(generateJobSchema),

  /** The user's wildcard files, by the names that a prompt writes between `__`. */
  wildcards: base.output(
    z.object({ wildcards: z.array(z.object({ name: z.string(), count: z.number().int() })) }),
  ),

  /** What `submit` would do: settings filled in, prompt variants, tokens, and an estimate. */
  plan: base
    .errors({
      ...requestErrors,
      ...pictureErrors,
      ...declareErrors('engine.unavailable', 'engine.stopped'),
    })
    .input(generationRequestSchema)
    .output(
      z.object({
        settings: generationSettingsSchema,
        /** First variants of the prompt as candidates would get them, and how many there are. */
        variants: z.array(z.string()),
        variantCount: z.number().int(),
        /** Mistakes in wildcard files that the prompt uses; such a line counts as plain text. */
        lineProblems: z.array(
          z.object({ file: z.string(), line: z.string(), error: errorShapeSchema }),
        ),
        tokens: z.object({ used: z.number().int(), limit: z.number().int() }),
        /** From earlier generations on this machine, else roughly; absent where nothing is known. */
        estimatedMs: z.number().int().optional(),
      }),
    ),
};
