/** Rows of a batch as a U-Net is asked them. */
import type { Condition } from '#main/engine/pipelines/latent-diffusion/condition.ts';
import type { TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { joinFloats } from '../objectives/join-floats.ts';
import type { Feeds } from '../training-graph.ts';
import type { LessonRow } from './learner.ts';

/**
 * @param conditions of every text
 * @param shape of the latent (channels, height and width), and pixels a side
 */
export function unetFeedsOf(
  rows: readonly LessonRow[],
  conditions: ReadonlyMap<string, Condition>,
  { latent, side }: { readonly latent: readonly number[]; readonly side: number },
): Feeds {
  const batch = rows.length;
  const dims = [batch, ...latent];
  const told = rows.map(({ text }) => conditions.get(text)!);
  const { tokens = 0 } = told[0] ?? {};
  const hidden = joinFloats(told.map((one) => one.hidden));
  const pooled = joinFloats(told.map((one) => one.pooled));
  const row = (values: readonly number[]): TensorData => {
    return { data: Float32Array.from(values), dims: [batch] };
  };
  // What SDXL is told of a square that was never cropped: original size, crop, target size.
  const sizes = rows.flatMap(({ ownSide }) => [ownSide, ownSide, 0, 0, side, side]);
  return {
    sample: { data: joinFloats(rows.map(({ sample }) => sample)), dims },
    target: { data: joinFloats(rows.map(({ target }) => target)), dims },
    timestep: row(rows.map(({ time }) => time)),
    importance: row(rows.map(({ importance }) => importance)),
    encoder_hidden_states: { data: hidden, dims: [batch, tokens, hidden.length / batch / tokens] },
    text_embeds: { data: pooled, dims: [batch, pooled.length / batch] },
    time_ids: { data: Float32Array.from(sizes), dims: [batch, 6] },
  };
}
