/** What a list of pictures can ask of each of them, one plain record a condition. */
import * as z from 'zod';
import { boardIdSchema } from './ids.ts';
import { pictureOriginSchema, ratingSchema, tagSchema } from './picture.ts';
import { MAX_SIDE } from './size.ts';

/** Conditions that one question combines at most. */
export const MAX_CONDITIONS = 64;

export const pictureShapeSchema = z.enum(['landscape', 'portrait', 'square']);
export type PictureShape = z.infer<typeof pictureShapeSchema>;

const side = z.number().int().min(0).max(MAX_SIDE);
const moment = z.number().int().optional();
const not = z.boolean().optional();

/** True of a picture, or with `not` false of it; all conditions of a question must hold. */
export const pictureConditionSchema = z.discriminatedUnion('kind', [
  /** Both ends belong to it. */
  z.object({ kind: z.literal('rating'), not, min: ratingSchema, max: ratingSchema }),
  z.object({ kind: z.literal('board'), not, id: boardIdSchema }),
  /** Letters A to Z count the same in either case. */
  z.object({ kind: z.literal('tag'), not, tag: tagSchema }),
  z.object({ kind: z.literal('tagged'), not }),
  /** Id of the checkpoint, or its name where another program made the picture; case as for tags. */
  z.object({ kind: z.literal('model'), not, name: z.string().max(400) }),
  z.object({ kind: z.literal('kept'), not }),
  z.object({ kind: z.literal('trashed'), not }),
  z.object({ kind: z.literal('origin'), not, origin: pictureOriginSchema }),
  /** Milliseconds since 1970, UTC; `until` does not belong to it. */
  z.object({ kind: z.literal('created'), not, from: moment, until: moment }),
  /** Pixels of the longer side; both ends belong to it. */
  z.object({ kind: z.literal('longer-side'), not, min: side, max: side }),
  z.object({ kind: z.literal('size'), not, width: side, height: side }),
  z.object({ kind: z.literal('shape'), not, shape: pictureShapeSchema }),
  /** These characters in prompt, tags or file name; case and width of letters do not matter. */
  z.object({ kind: z.literal('text'), not, text: z.string().min(1).max(500) }),
  /** True of no picture: what was asked for does not exist. */
  z.object({ kind: z.literal('nothing'), not }),
]);
export type PictureCondition = z.infer<typeof pictureConditionSchema>;
