/**
 * Flow matching with prediction of the clean picture, as Spark was pretrained (Lipman et al. 2022):
 * x_t = t x + (1 - t) n, loss (x̂ - x)² / max(1 - t, 0.1)².
 */
import { type TorchRandom } from '#shared/numeric/torch-random.ts';
import type { Condition } from '#main/engine/pipelines/spark/encode-prompts.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import type { Feeds } from '../training-graph.ts';
import { joinFloats } from './join-floats.ts';

/** A picture and what is said of it. */
export interface Example {
  /** float32 [channels, height, width] in -1..1, colour multiplied by alpha */
  readonly picture: Float32Array;
  readonly condition: Condition;
}

/** One row of a batch: what the network sees, and what it should answer. */
export interface NoisyRow {
  /** float32 [channels, height, width] */
  readonly sample: Float32Array;
  /** 0 (noise) to 1 (data) */
  readonly time: number;
  readonly condition: Condition;
  /** float32 [channels, height, width] */
  readonly clean: Float32Array;
  /** How much an error counts. */
  readonly importance: number;
}

/**
 * Adds the loss to Spark's U-Net; it reads `clean` and `importance` beside the network's inputs.
 *
 * @returns the loss, and the tensor [batch] of each row's share before the mean
 */
export function addFlowLoss(
  draft: GraphDraft,
  batch: number,
  latent: readonly number[],
): { readonly loss: string; readonly rows: string } {
  const clean = draft.input('clean', 'float32', [batch, ...latent]);
  const importance = draft.input('importance', 'float32', [batch]);
  const difference = draft.op('Sub', ['out_sample', clean]);
  const square = draft.op('Mul', [difference, difference]);
  const each = draft.op('ReduceMean', [square, draft.ints([1, 2, 3])], { keepdims: { int: 0 } });
  const rows = draft.op('Mul', [each, importance]);
  return { loss: draft.op('ReduceMean', [rows], { keepdims: { int: 0 } }), rows };
}

/** Noisy pictures at random times (logit-normal, a little towards the noise: Esser et al. 2024). */
export function noisyRows(examples: readonly Example[], random: TorchRandom): NoisyRow[] {
  const times = random.normal(examples.length).map((value) => 1 / (1 + Math.exp(0.3 - value)));
  return examples.map(({ picture, condition }, index) => {
    const time = times[index]!;
    const sample = random.normal(picture.length);
    for (let at = 0; at < sample.length; at += 1) {
      sample[at] = time * picture[at]! + (1 - time) * sample[at]!;
    }
    return { sample, time, condition, clean: picture, importance: importanceAt(time) };
  });
}

/** Errors near the data are small; there they count more. */
function importanceAt(time: number): number {
  return 1 / Math.max(0.1, 1 - time) ** 2;
}

/** Rows as the graph takes them. */
export function feedsOf(rows: readonly NoisyRow[], latent: readonly number[]): Feeds {
  const batch = rows.length;
  const dims = [batch, ...latent];
  const told = (part: keyof Condition): Float32Array =>
    joinFloats(rows.map(({ condition }) => condition[part]));
  const hidden = told('hidden');
  const embedding = told('embedding');
  const tokens = rows[0]?.condition.mask.length ?? 0;
  return {
    sample: { data: joinFloats(rows.map(({ sample }) => sample)), dims },
    clean: { data: joinFloats(rows.map(({ clean }) => clean)), dims },
    timestep: { data: Float32Array.from(rows, ({ time }) => time), dims: [batch] },
    importance: { data: Float32Array.from(rows, ({ importance }) => importance), dims: [batch] },
    encoder_hidden_states: { data: hidden, dims: [batch, tokens, hidden.length / batch / tokens] },
    attention_mask: { data: told('mask'), dims: [batch, tokens] },
    clip_embeds: { data: embedding, dims: [batch, embedding.length / batch] },
  };
}
