/** Datasets as they are kept, and as they are held while they are worked on. */
import * as z from 'zod';
import {
  captionOriginSchema,
  datasetSourceSchema,
  MAX_CAPTION,
  type CaptionOrigin,
  type DatasetId,
  type DatasetPictureKey,
  type DatasetSource,
} from '#shared/domain/dataset.ts';
import { errorShapeSchema, type ErrorShape } from '#shared/errors/error-shape.ts';

/** What somebody decided about one picture; what is absent follows from the survey. */
export const choiceSchema = z.object({
  caption: z.string().max(MAX_CAPTION).optional(),
  captionOrigin: captionOriginSchema.optional(),
  isIncluded: z.boolean().optional(),
  isHeldOut: z.boolean().optional(),
});
export type Choice = z.infer<typeof choiceSchema>;

export const storedDatasetSchema = z.object({
  format: z.literal(1),
  source: datasetSourceSchema,
  isBalanced: z.boolean(),
  choices: z.record(z.string(), choiceSchema),
});
export type StoredDataset = z.infer<typeof storedDatasetSchema>;

/** What was seen of a picture; never its pixels. */
export const lookSchema = z.object({
  /** Size and time of the file it was seen in. */
  revision: z.string(),
  sha256: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  hasAlpha: z.boolean(),
  /** Difference hash, 64 bits as hex. */
  outline: z.string(),
  /** Variance of the Laplacian over that of the slopes: how hard its edges are. */
  hardness: z.number(),
  /** Letters in the longest line that looks like text; absent where it was seen before they were counted. */
  letters: z.number().int().optional(),
  /** What may be shared with other pictures in corners and middle, packed; see `shared-marks.ts`. */
  marks: z.string().optional(),
  /** L2-normalised CLIP embedding, float32 as base64, and the space it belongs to. */
  embedding: z.object({ space: z.string(), vector: z.string() }).optional(),
  /** What its own file says it was made by. */
  words: z.string().optional(),
  problem: errorShapeSchema.optional(),
});
export type Look = z.infer<typeof lookSchema>;

export const knownLooksSchema = z.record(z.string(), lookSchema);
export type KnownLooks = z.infer<typeof knownLooksSchema>;

/** A picture of a source before anybody has looked at it. */
export interface SourcePicture {
  readonly key: DatasetPictureKey;
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly revision: string;
  readonly isUnsupported: boolean;
  readonly problem?: ErrorShape;
  readonly caption?: { readonly text: string; readonly origin: CaptionOrigin };
  /** Of the file, where it is known without reading it. */
  readonly sha256?: string;
}

export interface SourceListing {
  readonly name: string;
  readonly source: DatasetSource;
  readonly pictures: readonly SourcePicture[];
  readonly total: number;
}

/** A picture with what was seen of it and decided about it. */
export interface Entry extends SourcePicture {
  readonly look?: Look;
}

export interface OpenDataset {
  readonly id: DatasetId;
  readonly name: string;
  readonly source: DatasetSource;
  readonly entries: readonly Entry[];
  readonly total: number;
  isBalanced: boolean;
  choices: Readonly<Record<string, Choice>>;
}
