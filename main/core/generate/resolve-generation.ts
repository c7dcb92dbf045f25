/** From what a person asked for to complete settings, or to the reason why not. */
import { randomInt } from 'node:crypto';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import {
  DEFAULT_CANDIDATES,
  MAX_CANDIDATES,
  schedulerIdSchema,
  type GenerationRequest,
  type GenerationSettings,
} from '#shared/domain/generation.ts';
import { MAX_SEED } from '#shared/domain/seed.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

/**
 * Fills gaps from the checkpoint and the user's settings; checks every number.
 *
 * Throws `generate.value-out-of-range`, `generate.value-unknown` or `generate.size-unsupported`.
 */
export function resolveGeneration(
  request: GenerationRequest,
  checkpoint: CheckpointSummary,
  defaults: { readonly diversity: number },
): GenerationSettings {
  return {
    prompt: request.prompt,
    negativePrompt: request.negativePrompt ?? '',
    checkpoint: checkpoint.id,
    checkpointVersion: checkpoint.version,
    checkpointHash: checkpoint.hash,
    count: whole('count', request.count, DEFAULT_CANDIDATES, 1, MAX_CANDIDATES),
    seed: whole('seed', request.seed, undefined, 0, MAX_SEED) ?? randomInt(MAX_SEED + 1),
    steps: whole('steps', request.steps, checkpoint.defaults.steps, 1, 150),
    guidanceScale: ranged(
      'guidanceScale',
      request.guidanceScale,
      checkpoint.defaults.guidanceScale,
      0,
      30,
    ),
    scheduler: schedulerOf(request.scheduler ?? checkpoint.defaults.scheduler),
    ...sizeOf(request, checkpoint),
    diversity: ranged('diversity', request.diversity, defaults.diversity, 0, 1),
    variants: request.variants ?? 'cycle',
  };
}

/** A number within limits, or the default when none was given. */
export function ranged<Default extends number | undefined>(
  field: string,
  value: number | undefined,
  byDefault: Default,
  min: number,
  max: number,
): number | Default {
  if (value === undefined) return byDefault;
  if (value >= min && value <= max) return value;
  throw outOfRange(field, value, min, max);
}

function whole<Default extends number | undefined>(
  field: string,
  value: number | undefined,
  byDefault: Default,
  min: number,
  max: number,
): number | Default {
  if (value !== undefined && !Number.isInteger(value)) throw outOfRange(field, value, min, max);
  return ranged(field, value, byDefault, min, max);
}

function outOfRange(field: string, value: number, min: number, max: number): EaselError {
  return new EaselError('generate.value-out-of-range', { field, value: String(value), min, max });
}

function schedulerOf(value: string): GenerationSettings['scheduler'] {
  const parsed = schedulerIdSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const choices = schedulerIdSchema.options.join(', ');
  throw new EaselError('generate.value-unknown', { field: 'scheduler', value, choices });
}

function sizeOf(
  request: GenerationRequest,
  checkpoint: CheckpointSummary,
): { width: number; height: number } {
  const { width, height } = checkpoint.native;
  const isNative = (request.width ?? width) === width && (request.height ?? height) === height;
  if (isNative) return { width, height };
  throw new EaselError('generate.size-unsupported', { checkpoint: checkpoint.name, width, height });
}
