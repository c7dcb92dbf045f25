/**
 * The U-Net with classifier-free guidance (Ho & Salimans, 2022): it is asked once with the prompt
 * and once with the negative or empty one, and the answer is pushed from the second to the first.
 */
import type { Model, TensorData } from '#main/engine/runtime/onnxruntime.ts';
import type { Condition } from './condition.ts';
import { guidanceWaves } from './guidance-waves.ts';

/** A picture that a network with an adapter is shown besides the words. */
export interface ShownPicture {
  /** float32 [embedding], as CLIP's image tower gives it out, not of unit length. */
  readonly embedding: Float32Array;
  /** How much it counts; 0 is not at all. */
  readonly weight: number;
}

export interface Guidance {
  readonly condition: Condition;
  readonly negative: Condition;
  /** For networks with an adapter, which are shown nothing on the negative side. */
  readonly picture?: ShownPicture | undefined;
  /** 1 or less asks only for the prompt, and halves the work. */
  readonly scale: number;
}

/** Places of the latent up to which both questions are asked at once: more would need much memory. */
const TOGETHER_PLACES = 64 * 64;

/** Numbers of the guidance scale's waves, where a graph leaves them open. */
const USUAL_WAVES = 256;

/** Asks about one latent [channels, height, width]; both results are valid until the next call. */
export type Predict = (sample: Float32Array, time: number) => Promise<Float32Array>;

/**
 * Prepares everything that stays the same over the steps.
 *
 * @param beside float32 [channels, height, width]: further channels of the same places that the network
 *   is shown each time, behind the latent's
 */
export function guideUnet(
  unet: Model,
  { condition, negative, picture, scale }: Guidance,
  latent: readonly [channels: number, height: number, width: number],
  beside: Float32Array = new Float32Array(),
): Predict {
  // Distilled networks are told the scale, and answer as if guided.
  const distilled = unet.inputs.find(({ name }) => name === 'timestep_cond');
  const isGuided = scale > 1 && distilled === undefined;
  const told = isGuided ? [condition, negative] : [condition];
  const isTogether = latent[1] * latent[2] <= TOGETHER_PLACES;
  const questions = isTogether ? [told] : told.map((one) => [one]);
  const waveWidth = distilled === undefined ? 0 : (sizeOf(distilled.dims[1]) ?? USUAL_WAVES);
  // SDXL: sizes and a pooled text besides.
  const isTold = unet.inputs.some(({ name }) => name === 'time_ids');

  const asks = questions.map((conditions) => {
    const fixed = fixedInputs(conditions, isTold, latent);
    if (picture !== undefined) {
      Object.assign(
        fixed,
        shown(
          picture,
          conditions.map((one) => one === condition),
        ),
      );
    }
    if (waveWidth > 0) {
      fixed['timestep_cond'] = { data: guidanceWaves(scale, waveWidth), dims: [1, waveWidth] };
    }
    const batch = conditions.length;
    const [channels, height, width] = latent;
    const own = channels * height * width;
    const all = channels + beside.length / (height * width);
    const sample = {
      data: new Float32Array(batch * (own + beside.length)),
      dims: [batch, all, height, width],
    };
    for (let index = 0; index < batch; index += 1) {
      sample.data.set(beside, index * (own + beside.length) + own);
    }
    const timestep = { data: new Float32Array(batch), dims: [batch] };
    return async (noisy: Float32Array, time: number): Promise<Float32Array> => {
      for (let index = 0; index < batch; index += 1) {
        sample.data.set(noisy, index * (own + beside.length));
      }
      timestep.data.fill(time);
      const { out_sample: out } = await unet.run({ sample, timestep, ...fixed });
      return out?.data as Float32Array;
    };
  });

  return async (sample, time) => {
    const answers: Float32Array[] = [];
    for (const ask of asks) {
      const answer = await ask(sample, time);
      for (let start = 0; start < answer.length; start += sample.length) {
        answers.push(answer.subarray(start, start + sample.length));
      }
    }
    const [wanted, unwanted] = answers;
    if (wanted === undefined) throw new RangeError('the network gave no answer');
    if (unwanted !== undefined) pushAway(wanted, unwanted, scale);
    return wanted;
  };
}

/** What does not change over the steps: the text and, for SDXL, the sizes. */
function fixedInputs(
  conditions: readonly Condition[],
  isTold: boolean,
  [, height, width]: readonly [number, number, number],
): Record<string, TensorData> {
  const batch = conditions.length;
  const { tokens = 0, hidden = new Float32Array(), pooled = hidden } = conditions[0] ?? {};
  const inputs: Record<string, TensorData> = {
    encoder_hidden_states: {
      data: joined(conditions.map((one) => one.hidden)),
      dims: [batch, tokens, hidden.length / tokens],
    },
  };
  if (!isTold) return inputs;
  const [high, wide] = [height * PIXELS_PER_PLACE, width * PIXELS_PER_PLACE];
  // Original size, crop and target size: a picture that was never cropped or enlarged.
  const sizes = [high, wide, 0, 0, high, wide];
  return {
    ...inputs,
    text_embeds: {
      data: joined(conditions.map((one) => one.pooled)),
      dims: [batch, pooled.length],
    },
    time_ids: {
      data: Float32Array.from(conditions.flatMap(() => sizes)),
      dims: [batch, sizes.length],
    },
  };
}

/** @param isPositive of each question: the others are shown no picture, which is zeros */
function shown(
  { embedding, weight }: ShownPicture,
  isPositive: readonly boolean[],
): Record<string, TensorData> {
  const nothing = new Float32Array(embedding.length);
  return {
    picture_embeds: {
      data: joined(isPositive.map((is) => (is ? embedding : nothing))),
      dims: [isPositive.length, embedding.length],
    },
    picture_scale: { data: Float32Array.of(weight), dims: [1] },
  };
}

/** Pixels a side that one place of the latent stands for. */
export const PIXELS_PER_PLACE = 8;

function sizeOf(dim: number | string | undefined): number | undefined {
  return typeof dim === 'number' && dim > 0 ? dim : undefined;
}

/** Classifier-free guidance (Ho and Salimans 2022): the first answer away from the second, in place. */
export function pushAway(wanted: Float32Array, unwanted: Float32Array, scale: number): void {
  for (let index = 0; index < wanted.length; index += 1) {
    const free = unwanted[index] ?? 0;
    wanted[index] = free + scale * ((wanted[index] ?? 0) - free);
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
