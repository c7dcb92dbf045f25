/** What a picture file says about how it was made, in Easel's words, whoever made it. */
import * as z from 'zod';
import { schedulerIdSchema } from './generation.ts';
import { MAX_REFERENCES, recalledReferenceSchema, recalledStartSchema } from './reference.ts';
import { seedSchema } from './seed.ts';
import { sideSchema } from './size.ts';

export const recallToolSchema = z.enum(['easel', 'automatic1111', 'comfyui', 'invokeai']);
export type RecallTool = z.infer<typeof recallToolSchema>;

export const MAX_RECALLED_TEXT = 20_000;
export const MAX_RECALLED_NOTES = 60;
export const MAX_RECALLED_NOTE = 400;

export const recalledSettingsSchema = z.object({
  tool: recallToolSchema,
  /** In Easel's prompt language: what only looks like a choice or a wildcard is escaped. */
  prompt: z.string().max(MAX_RECALLED_TEXT),
  negativePrompt: z.string().max(MAX_RECALLED_TEXT).optional(),
  seed: seedSchema.optional(),
  steps: z.number().int().min(1).optional(),
  guidance: z.number().min(0).optional(),
  /** Ours, where we have the rule that was used. */
  scheduler: schedulerIdSchema.optional(),
  size: z.object({ width: sideSchema, height: sideSchema }).optional(),
  references: z.array(recalledReferenceSchema).max(MAX_REFERENCES).optional(),
  start: recalledStartSchema.optional(),
  checkpointName: z.string().max(MAX_RECALLED_NOTE).optional(),
  /** What has no place above, as the file has it: `name: value`. */
  notes: z.array(z.string().max(MAX_RECALLED_NOTE)).max(MAX_RECALLED_NOTES),
});
export type RecalledSettings = z.infer<typeof recalledSettingsSchema>;
