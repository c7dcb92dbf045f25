/** Pictures of a network with an adapter, for samples and comparisons. */
import { pixelsOf } from '#main/engine/pipelines/latent-diffusion/decode.ts';
import { denoise } from '#main/engine/pipelines/latent-diffusion/denoise.ts';
import type { Predict } from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import type { Scheduler } from '#main/engine/schedulers/scheduler.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { setImmediate } from 'node:timers/promises';

export interface Painting {
  readonly scheduler: Scheduler;
  /** Noise to begin with; becomes the latent. */
  readonly sample: Float32Array;
  readonly predict: Predict;
}

export interface Painter<Condition> {
  begin(condition: Condition, random: TorchRandom): Painting;
  /** @returns float32 [3, side, side], about −1..1 */
  decode(sample: Float32Array): Promise<Float32Array>;
}

/**
 * One picture a condition; picture i begins with the noise of seed + i. Throws what the painter throws,
 * and CancelledError.
 */
export async function paint<Condition>(
  painter: Painter<Condition>,
  conditions: readonly Condition[],
  { side, seed }: { readonly side: number; readonly seed: number },
  signal: AbortSignal,
): Promise<Pixels[]> {
  const before = async (): Promise<void> => {
    await setImmediate();
    throwIfCancelled(signal);
  };
  const painted: Pixels[] = [];
  for (const [at, condition] of conditions.entries()) {
    const { scheduler, sample, predict } = painter.begin(condition, new TorchRandom(seed + at));
    await denoise(predict, scheduler, sample, { before });
    painted.push(pixelsOf(await painter.decode(sample), side, side));
  }
  return painted;
}
