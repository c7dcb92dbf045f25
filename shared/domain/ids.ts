/** Identifiers as they travel and are stored: opaque, URL-safe, never a path. */
import * as z from 'zod';

const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** One job, picture or board. The pattern is what keeps `../` out of every id parameter. */
export const idSchema = z.string().regex(ID_PATTERN);

export const jobIdSchema = idSchema.brand<'JobId'>();
export type JobId = z.infer<typeof jobIdSchema>;

export const pictureIdSchema = idSchema.brand<'PictureId'>();
export type PictureId = z.infer<typeof pictureIdSchema>;

export const boardIdSchema = idSchema.brand<'BoardId'>();
export type BoardId = z.infer<typeof boardIdSchema>;

export const savedSearchIdSchema = idSchema.brand<'SavedSearchId'>();
export type SavedSearchId = z.infer<typeof savedSearchIdSchema>;

export const checkpointIdSchema = idSchema.brand<'CheckpointId'>();
export type CheckpointId = z.infer<typeof checkpointIdSchema>;
