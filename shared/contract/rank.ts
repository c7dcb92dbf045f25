/** CLIP ranking of pictures that already exist. */
import * as z from 'zod';
import { pictureIdSchema } from '#shared/domain/ids.ts';
import { rankingSchema } from '#shared/domain/rank.ts';
import { promptErrorCodes } from '#shared/errors/catalogue/prompt.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

const rankErrors = declareErrors(
  ...promptErrorCodes,
  'rank.no-pictures',
  'taste.not-found',
  'taste.too-few-picks',
  'taste.foreign-space',
  'generate.value-out-of-range',
  'picture.not-found',
  'picture.file-missing',
  'checkpoint.not-found',
  'checkpoint.damaged',
  'checkpoint.unsupported',
  'engine.stopped',
  'engine.unavailable',
  'engine.out-of-memory',
);
const common = {
  prompt: z.string(),
  diversity: z.number().optional(),
  checkpoint: z.string().optional(),
  /** A taste profile by name or id, `none` for none; absent: the one of the settings. */
  taste: z.string().max(120).optional(),
  tasteWeight: z.number().optional(),
};

export const rankContract = {
  /** Ranks pictures of the library; `index` in the answer points into `ids`. */
  pictures: base
    .errors(rankErrors)
    .input(z.object({ ...common, ids: z.array(pictureIdSchema).max(1000) }))
    .output(z.object({ ranking: rankingSchema })),
  /** Ranks files of this machine; unreadable ones are listed, the others ranked. */
  files: base
    .errors(rankErrors)
    .input(z.object({ ...common, paths: z.array(z.string().min(1).max(4096)).max(1000) }))
    .output(
      z.object({
        ranking: rankingSchema,
        problems: z.array(
          z.object({ index: z.number().int(), file: z.string(), error: errorShapeSchema }),
        ),
      }),
    ),
};
