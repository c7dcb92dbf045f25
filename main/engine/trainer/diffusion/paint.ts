/** Pictures of a U-Net with an adapter, for samples and comparisons. */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Condition } from '#main/engine/pipelines/latent-diffusion/condition.ts';
import { decodeLatent, pixelsOf } from '#main/engine/pipelines/latent-diffusion/decode.ts';
import { denoise, scaleNoise } from '#main/engine/pipelines/latent-diffusion/denoise.ts';
import {
  guideUnet,
  PIXELS_PER_PLACE,
} from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import { decoderPlan } from '#main/engine/pipelines/latent-diffusion/networks.ts';
import { scheduleFor } from '#main/engine/pipelines/latent-diffusion/schedule-for.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { setImmediate } from 'node:timers/promises';

export interface PaintingPlan {
  readonly side: number;
  readonly steps: number;
  readonly guidanceScale: number;
  /** Picture i begins with the noise of seed + i. */
  readonly seed: number;
}

/** One picture a condition. Throws what loading the decoder throws, and CancelledError. */
export async function paint(
  context: EngineContext,
  checkpoint: DiffusionCheckpoint,
  unet: Model,
  { conditions, negative }: { conditions: readonly Condition[]; negative: Condition },
  { side, steps, guidanceScale, seed }: PaintingPlan,
  signal?: AbortSignal,
): Promise<Pixels[]> {
  const { autoencoder } = checkpoint;
  const places = side / PIXELS_PER_PLACE;
  const latent = [autoencoder.config.latentChannels, places, places] as const;
  // The one rule that every noise schedule can be walked by.
  const config = scheduleFor('euler', checkpoint.scheduler);
  const painted: Pixels[] = [];
  for (const [at, condition] of conditions.entries()) {
    const random = new TorchRandom(seed + at);
    const scheduler = createScheduler(config, { steps, noise: (count) => random.normal(count) });
    const sample = scaleNoise(random.normal(latent[0] * places * places), scheduler);
    const predict = guideUnet(unet, { condition, negative, scale: guidanceScale }, latent);
    const before = async (): Promise<void> => {
      await setImmediate();
      throwIfCancelled(signal);
    };
    await denoise(predict, scheduler, sample, { before });
    const decoder = await loadNetwork(context, decoderPlan(checkpoint));
    const { budget } = context.models;
    const planes = await decodeLatent(decoder, sample, latent, autoencoder.scalingFactor, budget);
    painted.push(pixelsOf(planes, side, side));
  }
  return painted;
}
