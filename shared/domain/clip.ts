/** A CLIP on this machine: it looks at pictures and reads words, and makes neither. */
import * as z from 'zod';
import { clipFamilySchema } from '#shared/clip/description.ts';
import { checkpointIdSchema } from './ids.ts';

export const clipSummarySchema = z.object({
  id: checkpointIdSchema,
  name: z.string(),
  /** `spark` for those that come with a checkpoint of ours. */
  family: z.enum(['spark', ...clipFamilySchema.options]),
  /** What its weights are read from. */
  format: z.enum(['easel', 'safetensors', 'onnx']),
  license: z.string(),
  /** On disk, of the files that are opened. */
  bytes: z.number().int(),
  /** Numbers in the place of a picture. */
  dimensions: z.number().int(),
  /** Side of the square that it sees, in pixels. */
  imageSize: z.number().int(),
});
export type ClipSummary = z.infer<typeof clipSummarySchema>;

/** How far the library is described by the CLIP that is used now. */
export const clipCoverageSchema = z.object({
  described: z.number().int(),
  pictures: z.number().int(),
});
export type ClipCoverage = z.infer<typeof clipCoverageSchema>;

/** What a CLIP was taught, in a file of its own. */
export const clipAdapterSummarySchema = z.object({
  name: z.string(),
  /** As it was saved, where that says more. */
  title: z.string().optional(),
  /** The CLIP that it was taught to; absent where that is not on this machine. */
  clip: checkpointIdSchema.optional(),
  /** What it tells apart. */
  words: z.array(z.string()),
  /** On disk. */
  bytes: z.number().int(),
  /** Whether pictures are searched and ranked with it now. */
  isUsed: z.boolean(),
});
export type ClipAdapterSummary = z.infer<typeof clipAdapterSummarySchema>;
