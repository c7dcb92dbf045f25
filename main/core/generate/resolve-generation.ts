/** From what a person asked for to complete settings, or to the reason why not. */
import { randomInt } from 'node:crypto';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import {
  DEFAULT_CANDIDATES,
  MAX_CANDIDATES,
  type GenerationRequest,
  type GenerationSettings,
} from '#shared/domain/generation.ts';
import { MAX_SEED } from '#shared/domain/seed.ts';
import type { ActiveTaste } from '#shared/domain/taste.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

/**
 * Fills gaps from the checkpoint and the user's settings; checks every number.
 *
 * Throws `generate.value-out-of-range`, `generate.value-unknown` or `generate.size-unsupported`.
 */
export function resolveGeneration(
  request: GenerationRequest,
  checkpoint: CheckpointSummary,
  defaults: { readonly diversity: number; readonly taste?: ActiveTaste | undefined },
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
    scheduler: schedulerOf(request.scheduler ?? checkpoint.defaults.scheduler, checkpoint),
    ...sizeOf(request, checkpoint),
    diversity: ranged('diversity', request.diversity, defaults.diversity, 0, 1),
    variants: request.variants ?? 'cycle',
    ...(defaults.taste === undefined ? {} : { taste: defaults.taste }),
  };
}

/** Throws `generate.value-out-of-range`. */
export function tasteWeightOf({ tasteWeight }: GenerationRequest): number | undefined {
  return ranged('tasteWeight', tasteWeight, undefined, 0, 1);
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

/** A whole number within limits, or the default when none was given. */
export function whole<Default extends number | undefined>(
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

function schedulerOf(
  value: string,
  { schedulers }: CheckpointSummary,
): GenerationSettings['scheduler'] {
  const known = schedulers.find((one) => one === value);
  if (known !== undefined) return known;
  const choices = schedulers.join(', ');
  throw new EaselError('generate.value-unknown', { field: 'scheduler', value, choices });
}

function sizeOf(
  request: GenerationRequest,
  checkpoint: CheckpointSummary,
): { width: number; height: number } {
  const { native, sizes, name } = checkpoint;
  const { width = native.width, height = native.height } = request;
  if (width === native.width && height === native.height) return { width, height };
  if (sizes === undefined) {
    throw new EaselError('generate.size-unsupported', { checkpoint: name, ...native });
  }
  const { step, min, max } = sizes;
  for (const [field, value] of Object.entries({ width, height })) {
    if (!(value >= min && value <= max)) throw outOfRange(field, value, min, max);
    if (value % step !== 0) throw new EaselError('generate.size-step', { field, value, step });
  }
  return { width, height };
}
