/** Why a picture is judged as it is. */
import * as z from 'zod';
import { explanationSchema } from '#shared/domain/explanation.ts';
import { pictureIdSchema } from '#shared/domain/ids.ts';
import { promptErrorCodes } from '#shared/errors/catalogue/prompt.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

const explainErrors = declareErrors(
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
);

const requestSchema = z.object({
  id: pictureIdSchema,
  prompt: z.string().optional(),
  checkpoint: z.string().optional(),
});

const overlaySchema = requestSchema.extend({
  /** Which of the prompt's words, from 0; absent: all of them together. */
  word: z.number().int().min(0).optional(),
});

export const explainContract = {
  /** Which words and which regions speak for the picture. Without a prompt, by its own. */
  picture: base.errors(explainErrors).input(requestSchema).output(explanationSchema),

  /**
   * Readies the picture with the light where it counts: `/media/export/{ticket}` then answers a PNG,
   * as long as tickets of exports live.
   */
  prepareOverlay: base
    .errors({ ...explainErrors, ...declareErrors('explain.no-such-word') })
    .input(overlaySchema)
    .output(z.object({ ticket: z.string(), name: z.string() })),

  /** Writes the same into a folder of this machine, in place of a file of the same name. */
  saveOverlay: base
    .errors({
      ...explainErrors,
      ...declareErrors(
        'explain.no-such-word',
        'access.local-only',
        'export.target-not-writable',
        'picture.unreadable',
      ),
    })
    .input(overlaySchema.extend({ folder: z.string().min(1) }))
    .output(z.object({ path: z.string(), explanation: explanationSchema })),
};
