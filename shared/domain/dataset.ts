/**
 * A dataset: pictures that the studio is to learn from, what is said of each, and what stands in the
 * way. Nothing of it is ever written into the user's folder unless they ask for it.
 */
import * as z from 'zod';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { boardIdSchema, idSchema } from './ids.ts';

export const datasetIdSchema = idSchema.brand<'DatasetId'>();
export type DatasetId = z.infer<typeof datasetIdSchema>;

/** Names a picture of a dataset; the same in every survey of the same source. */
export const datasetPictureKeySchema = idSchema.brand<'DatasetPictureKey'>();
export type DatasetPictureKey = z.infer<typeof datasetPictureKeySchema>;

/** Files that one survey looks at; what goes beyond is told. */
export const MAX_DATASET_FILES = 5_000;
export const MAX_CAPTION = 2_000;

export const datasetSourceSchema = z.discriminatedUnion('kind', [
  /** A folder of this machine, with the folders in it. */
  z.object({ kind: z.literal('folder'), path: z.string().min(1).max(4_096) }),
  /** What lies on a board of the library. */
  z.object({ kind: z.literal('board'), id: boardIdSchema }),
]);
export type DatasetSource = z.infer<typeof datasetSourceSchema>;

/** Where a caption comes from. A proposal is the studio's guess until somebody has touched it. */
export const captionOriginSchema = z.enum([
  'none',
  'sidecar',
  'table',
  'record',
  'proposed',
  'written',
]);
export type CaptionOrigin = z.infer<typeof captionOriginSchema>;

export const datasetPictureSchema = z.object({
  key: datasetPictureKeySchema,
  /** Path from the folder, with `/`; the file name for a picture of a board. */
  name: z.string(),
  bytes: z.number().int().min(0),
  /** Upright, in pixels; 0 where it cannot be read. */
  width: z.number().int().min(0),
  height: z.number().int().min(0),
  caption: z.string().max(MAX_CAPTION),
  captionOrigin: captionOriginSchema,
  /** Whether it takes part at all. */
  isIncluded: z.boolean(),
  /** Kept apart: judged by, never trained on. */
  isHeldOut: z.boolean(),
  /** Why it cannot take part. */
  problem: errorShapeSchema.optional(),
});
export type DatasetPicture = z.infer<typeof datasetPictureSchema>;

export const findingKindSchema = z.enum([
  /** Nothing, or nearly nothing, to learn from. */
  'too-few',
  /** More files than a survey looks at. */
  'too-many',
  'unreadable',
  /** Pictures of a kind that is not opened here: HEIC, RAW, PSD. */
  'unsupported',
  'tiny',
  'exact-duplicates',
  'near-duplicates',
  'blurred',
  /** Much longer one way than the other: most of it would be cut off. */
  'odd-shape',
  /** Letters or a watermark are suspected. */
  'text-suspected',
  'caption-missing',
  /** The same words on many pictures. */
  'caption-repeated',
  /** A word that every caption has: it would become part of what is taught. */
  'caption-shared-word',
  /** Some things are shown much more often than others. */
  'imbalance',
]);
export type FindingKind = z.infer<typeof findingKindSchema>;

/** What one click does about a finding; undone by giving the pictures back what they had. */
export const remedySchema = z.enum([
  'leave-out',
  /** The largest of each group stays. */
  'keep-best',
  'propose-captions',
  'remove-word',
  'balance',
]);
export type Remedy = z.infer<typeof remedySchema>;

export const findingSchema = z.object({
  id: idSchema,
  kind: findingKindSchema,
  /** Whether no run can begin before it is dealt with. */
  isBlocking: z.boolean(),
  /** The pictures it speaks of; for duplicates one list a group. */
  groups: z.array(z.array(datasetPictureKeySchema)),
  /** The word it speaks of, and other numbers its sentence needs. */
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  remedies: z.array(remedySchema),
});
export type Finding = z.infer<typeof findingSchema>;

export const datasetSchema = z.object({
  id: datasetIdSchema,
  source: datasetSourceSchema,
  /** Of the folder or the board. */
  name: z.string(),
  pictures: z.array(datasetPictureSchema),
  findings: z.array(findingSchema),
  /** Whether rarer things are drawn more often. */
  isBalanced: z.boolean(),
});
export type Dataset = z.infer<typeof datasetSchema>;

export const pictureChangeSchema = z.object({
  key: datasetPictureKeySchema,
  caption: z.string().max(MAX_CAPTION).optional(),
  captionOrigin: captionOriginSchema.optional(),
  isIncluded: z.boolean().optional(),
  isHeldOut: z.boolean().optional(),
});
export type PictureChange = z.infer<typeof pictureChangeSchema>;
