/** A run as it is kept. */
import * as z from 'zod';
import { datasetIdSchema, datasetPictureKeySchema } from '#shared/domain/dataset.ts';
import { runSchema } from '#shared/domain/training.ts';
import { trainingPaceSchema } from '#shared/engine-protocol/training-time.ts';

/** A picture as it was when the run was started; its pixels stay where they are. */
export const lessonSchema = z.object({
  key: datasetPictureKeySchema,
  caption: z.string(),
  isHeldOut: z.boolean(),
  weight: z.number(),
});
export type Lesson = z.infer<typeof lessonSchema>;

export const runRecordSchema = z.object({
  format: z.literal(1),
  run: runSchema,
  datasetId: datasetIdSchema,
  lessons: z.array(lessonSchema),
  /** Asked to end where it is, with what it has. */
  isEnding: z.boolean(),
  /** As far as it was measured. */
  pace: trainingPaceSchema.partial().optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;
