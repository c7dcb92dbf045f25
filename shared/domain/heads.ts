/** Small models on CLIP embeddings: on what they are trained. */
import * as z from 'zod';

/** TensorFlow.js's backends, in the order in which they are tried. */
export const headBackendIdSchema = z.enum(['tensorflow', 'webgpu', 'wasm', 'cpu']);
export type HeadBackendId = z.infer<typeof headBackendIdSchema>;

export const headTrainingSchema = z.object({
  backend: headBackendIdSchema,
  /** Why this one, in one sentence (English; technical). */
  reason: z.string(),
  /** Those that come before it, and why they were passed over. */
  passedOver: z.array(z.object({ backend: headBackendIdSchema, reason: z.string() })),
});
export type HeadTraining = z.infer<typeof headTrainingSchema>;
