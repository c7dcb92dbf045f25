/** Finding things in a picture by words. */
import * as z from 'zod';
import { DEFAULT_SURENESS, foundSchema, MAX_WORDS_AT_ONCE } from '#shared/domain/found.ts';
import { pictureIdSchema } from '#shared/domain/ids.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

export const wordsContract = {
  /** Boxes and a mask for each of the words, by CLIP's look at many parts of the picture. */
  find: base
    .errors(
      declareErrors(
        'explain.no-words',
        'picture.not-found',
        'picture.file-missing',
        'checkpoint.not-found',
        'checkpoint.damaged',
        'checkpoint.unsupported',
        'engine.stopped',
        'engine.unavailable',
        'engine.out-of-memory',
        'library.not-writable',
        'library.disk-full',
      ),
    )
    .input(
      z.object({
        id: pictureIdSchema,
        words: z.array(z.string().max(500)).min(1).max(MAX_WORDS_AT_ONCE),
        /** How sure it must be of a pixel, 0..1; less finds more. */
        sureness: z.number().min(0.05).max(0.95).default(DEFAULT_SURENESS),
        checkpoint: z.string().optional(),
      }),
    )
    .output(z.object({ found: z.array(foundSchema) })),
};
