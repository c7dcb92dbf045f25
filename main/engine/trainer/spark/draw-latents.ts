/** Pictures as Spark's U-Net makes them, before they are enlarged. */
import type { Condition } from '#main/engine/pipelines/spark/encode-prompts.ts';
import { guideUnet } from '#main/engine/pipelines/spark/guided-unet.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import { defaultsOf } from '#main/engine/schedulers/config/scheduler-config.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { setImmediate } from 'node:timers/promises';

export interface DrawingPlan {
  readonly steps: number;
  readonly guidanceScale: number;
  /** Picture i begins with the noise of seed + i. */
  readonly seed: number;
}

/** Pictures that go through the network together. */
const GROUP = 4;

/**
 * @param unguided what guidance pushes away from
 * @returns one float32 [channels, height, width] a condition, in about -1..1
 */
export async function drawLatents(
  unet: Model,
  conditions: readonly Condition[],
  unguided: Condition,
  latent: readonly [channels: number, height: number, width: number],
  plan: DrawingPlan,
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  const length = latent[0] * latent[1] * latent[2];
  const drawn: Float32Array[] = [];
  for (let start = 0; start < conditions.length; start += GROUP) {
    const group = conditions.slice(start, start + GROUP);
    const scheduler = createScheduler(defaultsOf('FlowMatchEuler'), { steps: plan.steps });
    const sample = new Float32Array(group.length * length);
    group.forEach((_, index) => {
      const noise = new TorchRandom(plan.seed + start + index).normal(length);
      sample.set(noise, index * length);
    });
    const guided = guideUnet(unet, group, unguided, plan.guidanceScale, latent);
    for (const [step, time] of scheduler.timesteps.entries()) {
      await setImmediate();
      throwIfCancelled(signal);
      scheduler.step(step, sample, await guided.predict(sample, time));
    }
    group.forEach((_, index) => {
      drawn.push(sample.slice(index * length, (index + 1) * length));
    });
  }
  return drawn;
}
