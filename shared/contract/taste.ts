/** Taste profiles: choices between two pictures, what is learnt from them, and why. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { headTrainingSchema } from '#shared/domain/heads.ts';
import { pictureIdSchema } from '#shared/domain/ids.ts';
import {
  activeTasteSchema,
  tasteChoiceSchema,
  tasteNameSchema,
  tasteProfileIdSchema,
  tasteProfileSchema,
  tasteReasonSchema,
} from '#shared/domain/taste.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

/** Base64 of a `.safetensors` file of a few kilobytes. */
const MAX_FILE_TEXT = 1 << 20;

const writing = declareErrors('library.not-writable', 'library.disk-full');
const finding = declareErrors('taste.not-found');
const ranking = declareErrors(
  'checkpoint.not-found',
  'checkpoint.damaged',
  'checkpoint.unsupported',
);
const engine = declareErrors('engine.stopped', 'engine.unavailable', 'engine.out-of-memory');
const byId = z.object({ id: tasteProfileIdSchema });

export const tasteListSchema = z.object({
  /** By name. */
  profiles: z.array(tasteProfileSchema),
  /** The one that counts in rankings; absent while none does. */
  active: activeTasteSchema.optional(),
});
export type TasteList = z.infer<typeof tasteListSchema>;

export const tasteContract = {
  list: base.errors(ranking).output(tasteListSchema),
  /** The list now, and again after each change. */
  watch: base.errors(ranking).output(eventIterator(tasteListSchema)),
  create: base
    .errors({ ...writing, ...ranking, ...declareErrors('taste.name-taken', 'taste.too-many') })
    .input(z.object({ name: tasteNameSchema, usesRatings: z.boolean().default(true) }))
    .output(tasteProfileSchema),
  update: base
    .errors({ ...writing, ...ranking, ...finding, ...declareErrors('taste.name-taken') })
    .input(byId.extend({ name: tasteNameSchema.optional(), usesRatings: z.boolean().optional() }))
    .output(tasteProfileSchema),
  /** Forgets it completely: choices, what was learnt, and its place in the settings. */
  remove: base
    .errors({ ...writing, ...finding })
    .input(byId)
    .output(z.object({})),
  /** Two pictures whose choice would tell most; absent where there are too few pictures to ask about. */
  next: base
    .errors({ ...finding, ...ranking })
    .input(byId)
    .output(
      z.object({
        pair: z.object({ left: pictureIdSchema, right: pictureIdSchema }).optional(),
        /** Pictures that could be asked about. */
        pictures: z.number().int(),
      }),
    ),
  pick: base
    .errors({
      ...writing,
      ...finding,
      ...ranking,
      ...declareErrors('picture.not-found', 'taste.too-many-picks'),
    })
    .input(
      byId.extend({ left: pictureIdSchema, right: pictureIdSchema, choice: tasteChoiceSchema }),
    )
    .output(tasteProfileSchema),
  /** Takes the last choice back, also a skipped one, and answers what it was about. */
  undo: base
    .errors({ ...writing, ...finding, ...ranking, ...declareErrors('taste.nothing-to-undo') })
    .input(byId)
    .output(
      z.object({
        profile: tasteProfileSchema,
        pair: z.object({ left: pictureIdSchema, right: pictureIdSchema }),
      }),
    ),
  /** Learns from all choices and, where it should, from the stars of the library. */
  train: base
    .errors({
      ...{ ...writing, ...finding, ...ranking, ...engine },
      ...declareErrors('taste.too-few-picks'),
    })
    .input(byId)
    .output(tasteProfileSchema),
  /** Which one counts in rankings, and how much; no profile: none. What is left out stays. */
  use: base
    .errors({ ...writing, ...finding, ...ranking })
    .input(
      z.object({
        profile: tasteProfileIdSchema.nullable().optional(),
        weight: z.number().min(0).max(1).optional(),
      }),
    )
    .output(tasteListSchema),
  explain: base
    .errors({
      ...{ ...finding, ...ranking, ...engine },
      ...declareErrors('picture.not-found', 'picture.file-missing'),
      ...declareErrors('taste.not-learnt', 'taste.foreign-space', 'taste.too-few-picks'),
    })
    .input(byId.extend({ picture: pictureIdSchema }))
    .output(tasteReasonSchema),
  /** A `.safetensors` file with what was learnt and the name; no picture and no choice is in it. */
  export: base
    .errors({ ...finding, ...ranking, ...declareErrors('taste.not-learnt') })
    .input(byId)
    .output(z.object({ fileName: z.string(), base64: z.string() })),
  import: base
    .errors({ ...writing, ...ranking, ...declareErrors('taste.file-invalid', 'taste.too-many') })
    .input(z.object({ base64: z.string().max(MAX_FILE_TEXT), name: tasteNameSchema.optional() }))
    .output(tasteProfileSchema),
  /** On what small models are trained here, and why. Starts the engine if needed. */
  training: base.errors(engine).output(headTrainingSchema),
};
