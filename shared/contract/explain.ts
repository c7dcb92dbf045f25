/** Why a picture is judged as it is. */
import * as z from 'zod';
import { explanationSchema } from '#shared/domain/explanation.ts';
import { pictureIdSchema } from '#shared/domain/ids.ts';
import { promptErrorCodes } from '#shared/errors/catalogue/prompt.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

export const explainContract = {
  /** Which words and which regions speak for the picture. Without a prompt, by its own. */
  picture: base
    .errors(
      declareErrors(
        ...promptErrorCodes,
        'explain.no-words',
        'picture.not-found',
        'picture.file-missing',
        'checkpoint.not-found',
        'checkpoint.damaged',
        'checkpoint.unsupported',
        'engine.stopped',
        'engine.unavailable',
        'engine.out-of-memory',
      ),
    )
    .input(
      z.object({
        id: pictureIdSchema,
        prompt: z.string().optional(),
        checkpoint: z.string().optional(),
      }),
    )
    .output(explanationSchema),
};
