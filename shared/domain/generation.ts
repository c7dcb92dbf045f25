/**
 * A generation: one prompt and one set of settings that make N candidates.
 *
 * `GenerationRequest` is what a person asks for (gaps allowed); `GenerationSettings` is what was
 * decided: complete, persisted with the job, and enough to make the same bytes again.
 */
import * as z from 'zod';
import { checkpointIdSchema } from './ids.ts';
import { usedLoraSchema } from './lora.ts';
import {
  chosenReferenceSchema,
  chosenStartSchema,
  MAX_REFERENCES,
  referenceRequestSchema,
  startRequestSchema,
  usedReferenceSchema,
  usedStartSchema,
} from './reference.ts';
import { seedSchema } from './seed.ts';
import { sideSchema } from './size.ts';
import { activeTasteSchema } from './taste.ts';

export const MAX_CANDIDATES = 64;
export const DEFAULT_CANDIDATES = 8;
export const DEFAULT_DIVERSITY = 0.3;

/** Which prompt variant each candidate gets, where the prompt has alternatives or wildcards. */
export const variantStrategySchema = z.enum(['cycle', 'random']);
export type VariantStrategy = z.infer<typeof variantStrategySchema>;

/** Rules for networks that predict noise or velocity, in the order they are offered. */
export const diffusionSchedulerIds = [
  'dpmpp-2m-karras',
  'dpmpp-2m',
  'dpmpp-2m-sde-karras',
  'dpmpp-2m-sde',
  'dpmpp-single',
  'euler',
  'euler-ancestral',
  'heun',
  'unipc',
  'ddim',
  'ddpm',
  'pndm',
  'lcm',
  'tcd',
] as const;

export const schedulerIdSchema = z.enum(['flow-match-euler', ...diffusionSchedulerIds]);
export type SchedulerId = z.infer<typeof schedulerIdSchema>;

/**
 * Numbers are not range-checked here but in core (`resolveGeneration`), where a limit that is
 * broken becomes a coded error that names the field and the limit.
 */
export const generationRequestSchema = z.object({
  prompt: z.string(),
  negativePrompt: z.string().optional(),
  checkpoint: z.string().optional(),
  /** How many candidates to make. */
  count: z.number().optional(),
  /** First candidate's seed; drawn at random when absent. */
  seed: z.number().optional(),
  steps: z.number().optional(),
  guidanceScale: z.number().optional(),
  scheduler: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  /** 0 = order by match alone; 1 = order by difference from better candidates alone. */
  diversity: z.number().optional(),
  variants: variantStrategySchema.optional(),
  /** A taste profile by name or id, `none` for none; absent: the one of the settings. */
  taste: z.string().max(120).optional(),
  tasteWeight: z.number().optional(),
  references: z.array(referenceRequestSchema).max(MAX_REFERENCES).optional(),
  /** With it the prompt may be empty. */
  start: startRequestSchema.optional(),
});
export type GenerationRequest = z.infer<typeof generationRequestSchema>;

export const generationSettingsSchema = z.object({
  prompt: z.string(),
  negativePrompt: z.string(),
  checkpoint: checkpointIdSchema,
  /** Version and content hash of the checkpoint, so that a picture says exactly what made it. */
  checkpointVersion: z.string(),
  checkpointHash: z.string(),
  count: z.number().int().min(1).max(MAX_CANDIDATES),
  seed: seedSchema,
  steps: z.number().int().min(1).max(150),
  guidanceScale: z.number().min(0).max(30),
  scheduler: schedulerIdSchema,
  width: sideSchema,
  height: sideSchema,
  diversity: z.number().min(0).max(1),
  variants: variantStrategySchema,
  /** Absent: no taste counts. */
  taste: activeTasteSchema.optional(),
  /** Absent where there are none. */
  references: z.array(chosenReferenceSchema).optional(),
  start: chosenStartSchema.optional(),
});
export type GenerationSettings = z.infer<typeof generationSettingsSchema>;

/**
 * What is embedded in a generated picture. Deliberately free of clocks and ids: the same settings
 * must give the same bytes on every host.
 */
export const generationRecordSchema = generationSettingsSchema
  .omit({
    ...{ count: true, diversity: true, variants: true },
    ...{ taste: true, references: true, start: true },
  })
  .extend({
    /** The prompt after alternatives and wildcards were chosen for this candidate; weights stay. */
    expandedPrompt: z.string(),
    /** This candidate's own seed. */
    seed: seedSchema,
    /** Seed and index inside the generation it came from. */
    generationSeed: seedSchema,
    index: z.number().int().min(0),
    /** Absent where there are none. */
    loras: z.array(usedLoraSchema).optional(),
    references: z.array(usedReferenceSchema).optional(),
    start: usedStartSchema.optional(),
  });
export type GenerationRecord = z.infer<typeof generationRecordSchema>;
