/** Changing a picture, step by step, without losing any. */
import * as z from 'zod';
import {
  KEPT_CANDIDATE_DAYS,
  adjustRequestSchema,
  editRequestSchema,
  styleRequestSchema,
} from '#shared/domain/edit.ts';
import { pictureIdSchema } from '#shared/domain/ids.ts';
import { editJobSchema, styleJobSchema } from '#shared/domain/job.ts';
import { maskIdSchema } from '#shared/domain/mask-id.ts';
import { pictureSchema } from '#shared/domain/picture.ts';
import { styleAdapterSummarySchema } from '#shared/domain/style-adapter.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';
import { requestErrors } from './generate.ts';

const onePicture = z.object({ id: pictureIdSchema });

export const editContract = {
  /**
   * Writes the step down as a job; watch `jobs.watch` for its candidates, as of a generation. They
   * stay out of the gallery until one is accepted.
   */
  submit: base
    .errors({
      ...requestErrors,
      ...declareErrors(
        'edit.mask-empty',
        'edit.mask-not-found',
        'edit.nothing-to-grow',
        'edit.too-large',
        'edit.style-unsupported',
        'edit.style-unnamed',
        'picture.not-found',
        'picture.file-missing',
        'library.not-writable',
        'library.disk-full',
      ),
    })
    .input(editRequestSchema)
    .output(editJobSchema),

  /**
   * Writes a change of manner down as a job: as asked for, with finer and with larger strokes, ranked by
   * how much of the drawing is kept and how much of the manner is taken; else as `submit`.
   */
  style: base
    .errors(
      declareErrors(
        'generate.value-out-of-range',
        'edit.mask-empty',
        'edit.mask-not-found',
        'picture.not-found',
        'picture.file-missing',
        'library.not-writable',
        'library.disk-full',
      ),
    )
    .input(styleRequestSchema)
    .output(styleJobSchema),

  /** IP-Adapters on this machine; files that cannot be used are listed with what is wrong. */
  styleAdapters: base.output(
    z.object({
      adapters: z.array(styleAdapterSummarySchema),
      problems: z.array(z.object({ file: z.string(), error: errorShapeSchema })),
    }),
  ),

  /**
   * Adjusts a picture as a darkroom does, at full size, and answers with the new node of its tree.
   * Cancelled or failed, it leaves nothing behind.
   */
  adjust: base
    .errors(
      declareErrors(
        'generate.value-out-of-range',
        'edit.nothing-to-adjust',
        'edit.nothing-left',
        'edit.mask-empty',
        'edit.mask-not-found',
        'edit.too-large',
        'picture.not-found',
        'picture.file-missing',
        'picture.empty',
        'picture.unreadable',
        'picture.too-large',
        'engine.stopped',
        'engine.unavailable',
        'engine.out-of-memory',
        'library.not-writable',
        'library.disk-full',
      ),
    )
    .input(adjustRequestSchema)
    .output(pictureSchema),

  /** Keeps a picture file of this machine as a mask: white may change. */
  keepMask: base
    .errors(
      declareErrors(
        'access.local-only',
        'picture.empty',
        'picture.unreadable',
        'picture.too-large',
        'library.not-writable',
        'library.disk-full',
      ),
    )
    .input(z.object({ path: z.string().min(1) }))
    .output(z.object({ mask: maskIdSchema })),

  /** Makes a candidate a node of its tree, and shows it in the gallery. Twice is fine. */
  accept: base
    .errors(
      declareErrors(
        'edit.no-candidate',
        'picture.not-found',
        'library.not-writable',
        'library.disk-full',
      ),
    )
    .input(onePicture)
    .output(pictureSchema),

  /**
   * Deletes for good the candidates of edits that nobody took. What was taken stays, and what belongs
   * to a job that waits or runs.
   */
  clean: base
    .errors(declareErrors('library.not-writable'))
    .input(z.object({ olderThanDays: z.number().min(0).max(36_500).default(KEPT_CANDIDATE_DAYS) }))
    .output(z.object({ removed: z.number().int().min(0), bytes: z.number().int().min(0) })),

  /**
   * The tree that a picture belongs to: its root and every accepted picture that came of it, oldest
   * first, each with its settings in `edit`; the picture alone where nothing was made of it.
   */
  tree: base
    .errors(declareErrors('picture.not-found'))
    .input(onePicture)
    .output(z.object({ root: pictureIdSchema, pictures: z.array(pictureSchema) })),
};
