/** A picture of the library, as every host sees it. Its pixels are fetched by id, never inlined. */
import * as z from 'zod';
import { editRecordSchema } from './edit.ts';
import { generationRecordSchema } from './generation.ts';
import { boardIdSchema, jobIdSchema, pictureIdSchema } from './ids.ts';
import { recalledSettingsSchema } from './recalled.ts';
import { rankedBySchema, rankingEntrySchema } from './rank.ts';
import { sideSchema } from './size.ts';

export const ratingSchema = z.number().int().min(0).max(5);
export type Rating = z.infer<typeof ratingSchema>;

/** Pictures that one change or export names at most. */
export const MAX_PICTURES_AT_ONCE = 10_000;

export const MAX_TAG_LENGTH = 64;
export const tagSchema = z.string().trim().min(1).max(MAX_TAG_LENGTH);

export const pictureOriginSchema = z.enum(['generated', 'imported']);
export type PictureOrigin = z.infer<typeof pictureOriginSchema>;

export const pictureSchema = z.object({
  id: pictureIdSchema,
  origin: pictureOriginSchema,
  /** Milliseconds since 1970, UTC. */
  createdAt: z.number().int(),
  width: sideSchema,
  height: sideSchema,
  /** Size of the file. */
  bytes: z.number().int().min(0),
  /** SHA-256 of the file, lower-case hex. */
  sha256: z.string(),
  hasAlpha: z.boolean(),
  /** Present for pictures made here. */
  jobId: jobIdSchema.optional(),
  generation: generationRecordSchema.optional(),
  /** Present for what was made from another picture. */
  edit: editRecordSchema.optional(),
  /** How another program made it, where its file says so; present for imports only. */
  recalled: recalledSettingsSchema.optional(),
  /** Where it stood among the candidates of its generation; absent until ranked. */
  rank: rankingEntrySchema.optional(),
  rankedBy: rankedBySchema.optional(),
  /** File name it came with, for imports. */
  sourceName: z.string().optional(),
  rating: ratingSchema,
  isKept: z.boolean(),
  tags: z.array(tagSchema),
  boards: z.array(boardIdSchema),
  /** Set while the picture lies in the trash. */
  trashedAt: z.number().int().optional(),
});
export type Picture = z.infer<typeof pictureSchema>;

/** Its place among the candidates of its job, from 0; undefined for what no job made. */
export function candidateIndexOf({
  id,
  jobId,
  generation,
}: Pick<Picture, 'id' | 'jobId' | 'generation'>): number | undefined {
  if (generation !== undefined) return generation.index;
  // Ids of candidates follow from job and index; a change of manner has no generation to tell it.
  if (jobId === undefined || !id.startsWith(`${jobId}-`)) return undefined;
  const index = Number(id.slice(jobId.length + 1));
  return Number.isInteger(index) ? index : undefined;
}

export const boardSchema = z.object({
  id: boardIdSchema,
  name: z.string().trim().min(1).max(120),
  createdAt: z.number().int(),
  /** Without those in the trash. */
  count: z.number().int().min(0),
  /** Its newest picture outside the trash; absent while there is none. */
  cover: pictureIdSchema.optional(),
});
export type Board = z.infer<typeof boardSchema>;

/** From so many stars on a picture is among the rated ones. */
export const RATED_FROM = 3;

/** How many pictures there are, by where they are found. */
export const galleryCountsSchema = z.object({
  /** Outside the trash, as in the two that follow. */
  all: z.number().int().min(0),
  kept: z.number().int().min(0),
  /** With `RATED_FROM` stars and more. */
  rated: z.number().int().min(0),
  trash: z.number().int().min(0),
});
export type GalleryCounts = z.infer<typeof galleryCountsSchema>;
