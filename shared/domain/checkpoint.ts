/** A checkpoint: weights and their manifest, in a diffusers-shaped folder. */
import * as z from 'zod';
import { schedulerIdSchema } from './generation.ts';
import { checkpointIdSchema } from './ids.ts';
import { sideSchema } from './size.ts';

/** A path inside the checkpoint folder: relative, forward slashes, no step upwards. */
export const partPathSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\:\0]+$/);

const channelTripleSchema = z.tuple([z.number(), z.number(), z.number()]);

/** What a network that was distilled is made for: at most so many steps, at this guidance. */
const distilledSchema = z.object({
  steps: z.number().int().min(1).max(16),
  guidanceScale: z.number().min(0).max(30),
});
export type Distilled = z.infer<typeof distilledSchema>;

/**
 * Whether a generation of these settings is drawn by the distilled network of a checkpoint that has
 * one: settings alone decide, so that a record says which it was.
 */
export function isDistilledRun(
  distilled: Distilled | undefined,
  { steps, guidanceScale }: Distilled,
): boolean {
  return (
    distilled !== undefined && steps <= distilled.steps && guidanceScale === distilled.guidanceScale
  );
}

/** `manifest.json` of a checkpoint folder. Unknown keys are dropped, unknown formats refused. */
export const checkpointManifestSchema = z.object({
  format: z.literal(1),
  id: checkpointIdSchema,
  name: z.string().min(1).max(120),
  version: z.string().min(1).max(40),
  family: z.enum(['spark']),
  kind: z.literal('text-to-image'),
  license: z.string(),
  description: z.string(),
  embedded: z.boolean(),
  native: z.object({ width: sideSchema, height: sideSchema }),
  parts: z.object({
    tokenizer: partPathSchema,
    text_encoder: partPathSchema,
    unet: partPathSchema,
    /** Of the same shape, distilled to a few steps; absent: there is none. */
    unet_distilled: partPathSchema.optional(),
    upscaler: partPathSchema,
    clip_text: partPathSchema,
    clip_vision: partPathSchema,
    /** From embeddings of pictures to those that the U-Net knows; absent: it takes words alone. */
    reference: partPathSchema.optional(),
  }),
  files: z.array(
    z.object({
      path: partPathSchema,
      bytes: z.number().int().min(0),
      sha256: z.string().length(64),
    }),
  ),
  text: z.object({
    maxTokens: z.number().int().min(2).max(4096),
    padId: z.number().int().min(0),
    bosId: z.number().int().min(0),
    eosId: z.number().int().min(0),
    hiddenSize: z.number().int().min(1),
  }),
  latent: z.object({ channels: z.number().int().min(1), width: sideSchema, height: sideSchema }),
  upscale: z.number().int().min(1).max(16),
  clip: z.object({
    dimensions: z.number().int().min(1).max(4096),
    imageSize: sideSchema,
    mean: channelTripleSchema,
    std: channelTripleSchema,
    /** What transparent pictures are laid over before CLIP sees them, 0..255 sRGB. */
    background: channelTripleSchema,
    logitScale: z.number(),
    /** Cosines that are shown as match 0 and match 1. */
    calibration: z.object({ low: z.number(), high: z.number() }),
  }),
  defaults: z.object({
    steps: z.number().int().min(1).max(150),
    guidanceScale: z.number().min(0).max(30),
    scheduler: schedulerIdSchema,
  }),
  distilled: distilledSchema.optional(),
  sampling: z.object({
    prediction: z.literal('sample'),
    unconditional: z.literal('empty-prompt'),
    timeDirection: z.literal('noise-to-data'),
  }),
});
export type CheckpointManifest = z.infer<typeof checkpointManifestSchema>;

/** What lists and screens need to know about an installed checkpoint. */
export const checkpointSummarySchema = z.object({
  id: checkpointIdSchema,
  name: z.string(),
  version: z.string(),
  family: z.string(),
  license: z.string(),
  description: z.string(),
  embedded: z.boolean(),
  native: z.object({ width: sideSchema, height: sideSchema }),
  /** Sides it can make besides; absent: its native size alone. */
  sizes: z.object({ step: sideSchema, min: sideSchema, max: sideSchema }).optional(),
  defaults: checkpointManifestSchema.shape.defaults,
  /** With which steps and guidance it draws sooner, by a network distilled for them. */
  distilled: distilledSchema.optional(),
  /** Which it can be run with. */
  schedulers: z.array(schedulerIdSchema),
  maxTokens: z.number().int(),
  /** Whether longer prompts are read in stretches of `maxTokens` instead of being cut. */
  isPromptEndless: z.boolean(),
  bytes: z.number().int(),
  /** SHA-256 over the manifest's list of file hashes: names the exact weights. */
  hash: z.string(),
  /** Whether a negative prompt has an effect. */
  usesNegativePrompt: z.boolean(),
  /** Whether pictures can have a part in its prompts. */
  takesReferences: z.boolean(),
  /** Its networks are ONNX graphs that came as they are: nothing can be added to their weights. */
  isReadyGraph: z.boolean().optional(),
});
export type CheckpointSummary = z.infer<typeof checkpointSummarySchema>;
