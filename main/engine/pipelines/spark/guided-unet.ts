/**
 * The U-Net with classifier-free guidance (Ho & Salimans, 2022): the prompt's and the unguided
 * prediction come out of one run, and the result is pushed from the second towards the first. Where
 * pictures have a part in the prompt, it is also pushed from the prompt's towards what the prompt's
 * words with a picture's meaning predict, and away from what a picture alone predicts (as composed
 * predictions and their negations are: Liu et al., 2022).
 */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { Condition } from './encode-prompts.ts';
import type { Pull } from './references.ts';

export interface GuidedUnet {
  /**
   * Predicts the clean pictures.
   *
   * @param sample float32 [batch, channels, height, width]
   * @param time 0 (noise) to 1 (data)
   * @returns float32 [batch, channels, height, width]; valid until the next call
   */
  predict(sample: Float32Array, time: number): Promise<Float32Array>;
}

/**
 * Prepares everything that stays the same over the steps of one batch.
 *
 * @param conditions one per picture of the batch
 * @param unguided what guidance pushes away from: the empty or the negative prompt
 * @param guidanceScale 1 asks only for the prompt, and halves the work
 * @param pulls each is one more prediction a step
 */
export function guideUnet(
  unet: Model,
  conditions: readonly Condition[],
  unguided: Condition,
  guidanceScale: number,
  latent: readonly [channels: number, height: number, width: number],
  pulls: readonly Pull[] = [],
): GuidedUnet {
  const isGuided = guidanceScale !== 1;
  const told = [
    ...conditions,
    ...(isGuided ? conditions.map(() => unguided) : []),
    ...pulls.flatMap(({ embedding, weight }) =>
      // Words say more to the U-Net than a picture's meaning: with the prompt's own, nothing would be negated.
      conditions.map((one) => ({ ...(weight < 0 ? unguided : one), embedding })),
    ),
  ];
  const [first] = told;
  if (first === undefined) throw new RangeError('a batch needs at least one picture');
  const batch = told.length;
  const tokens = first.mask.length;
  const sample = {
    data: new Float32Array(batch * latent[0] * latent[1] * latent[2]),
    dims: [batch, ...latent],
  };
  const timestep = { data: new Float32Array(batch), dims: [batch] };
  const fixed = {
    encoder_hidden_states: {
      data: join(told.map((condition) => condition.hidden)),
      dims: [batch, tokens, first.hidden.length / tokens],
    },
    attention_mask: { data: join(told.map((condition) => condition.mask)), dims: [batch, tokens] },
    clip_embeds: {
      data: join(told.map((condition) => condition.embedding)),
      dims: [batch, first.embedding.length],
    },
  };
  return {
    async predict(noisy, time) {
      for (let at = 0; at < sample.data.length; at += noisy.length) sample.data.set(noisy, at);
      timestep.data.fill(time);
      const { out_sample: out } = await unet.run({ sample, timestep, ...fixed });
      const all = out?.data as Float32Array;
      const free = isGuided ? all.subarray(noisy.length, 2 * noisy.length) : undefined;
      const pulled = all.subarray(all.length - pulls.length * noisy.length);
      pullTold(all.subarray(0, noisy.length), free, pulled, pulls);
      const clean = all.subarray(0, (isGuided ? 2 : 1) * noisy.length);
      return isGuided ? guide(clean, guidanceScale) : clean;
    },
  };
}

/**
 * In place: what was told, pulled by each weight towards what that picture predicts; pushed, where the
 * weight is negative, as far as that picture alone leads away from what nothing predicts.
 */
function pullTold(
  told: Float32Array,
  free: Float32Array | undefined,
  pulled: Float32Array,
  pulls: readonly Pull[],
): void {
  if (pulls.length === 0) return;
  const { length } = told;
  for (let at = 0; at < length; at += 1) {
    const before = told[at]!;
    let moved = 0;
    for (const [index, { weight }] of pulls.entries()) {
      const from = weight < 0 ? (free?.[at] ?? before) : before;
      moved += weight * (pulled[index * length + at]! - from);
    }
    told[at] = before + moved;
  }
}

/** The first half, pushed away from the second. */
function guide(clean: Float32Array, scale: number): Float32Array {
  const half = clean.length / 2;
  for (let index = 0; index < half; index += 1) {
    const free = clean[half + index] ?? 0;
    clean[index] = free + scale * ((clean[index] ?? 0) - free);
  }
  return clean.subarray(0, half);
}

function join(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
