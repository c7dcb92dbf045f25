/** Rows of a batch as the U-Net is asked them. */
import type { Condition } from '#main/engine/pipelines/latent-diffusion/condition.ts';
import type { TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { setImmediate } from 'node:timers/promises';
import type { NoisyLatent } from '../objectives/denoising.ts';
import { joinFloats } from '../objectives/join-floats.ts';
import type { Feeds } from '../training-graph.ts';

export interface DenoisingRow extends NoisyLatent {
  readonly condition: Condition;
  /** What SDXL is told: original height and width, crop, target height and width. */
  readonly sizes: readonly number[];
}

/** Sizes of a square that was never cropped. @param ownSide pixels a side before it was enlarged */
export function sizesOf(side: number, ownSide: number = side): number[] {
  return [ownSide, ownSide, 0, 0, side, side];
}

/** @param latent channels, height and width */
export function feedsOf(rows: readonly DenoisingRow[], latent: readonly number[]): Feeds {
  const batch = rows.length;
  const dims = [batch, ...latent];
  const conditions = rows.map(({ condition }) => condition);
  const { tokens = 0 } = conditions[0] ?? {};
  const hidden = joinFloats(conditions.map((one) => one.hidden));
  const pooled = joinFloats(conditions.map((one) => one.pooled));
  const row = (values: readonly number[]): TensorData => {
    return { data: Float32Array.from(values), dims: [batch] };
  };
  return {
    sample: { data: joinFloats(rows.map(({ sample }) => sample)), dims },
    target: { data: joinFloats(rows.map(({ target }) => target)), dims },
    timestep: row(rows.map(({ time }) => time)),
    importance: row(rows.map(({ importance }) => importance)),
    encoder_hidden_states: { data: hidden, dims: [batch, tokens, hidden.length / batch / tokens] },
    text_embeds: { data: pooled, dims: [batch, pooled.length / batch] },
    time_ids: { data: Float32Array.from(rows.flatMap(({ sizes }) => sizes)), dims: [batch, 6] },
  };
}

/** A network's answer to each row, one after another: it needs the least memory so. */
export async function answersTo(
  unet: (feeds: Feeds) => Promise<Float32Array>,
  rows: readonly DenoisingRow[],
  latent: readonly number[],
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  const answers: Float32Array[] = [];
  for (const row of rows) {
    await setImmediate();
    throwIfCancelled(signal);
    answers.push((await unet(feedsOf([row], latent))).slice());
  }
  return answers;
}
