/**
 * Flow matching with prediction of the clean picture, as Spark was pretrained (Lipman et al. 2022):
 * x_t = t x + (1 - t) n, loss (x̂ - x)² / max(1 - t, 0.1)².
 */
import { type TorchRandom } from '#shared/numeric/torch-random.ts';
import type { Condition } from '#main/engine/pipelines/spark/encode-prompts.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import type { Feeds } from '../training-graph.ts';

/** A picture and what is said of it. */
export interface Example {
  /** float32 [channels, height, width] in -1..1, colour multiplied by alpha */
  readonly picture: Float32Array;
  readonly condition: Condition;
}

/** Adds the loss to Spark's U-Net; it reads `clean` and `importance` beside the network's inputs. */
export function addFlowLoss(draft: GraphDraft, batch: number, latent: readonly number[]): string {
  const clean = draft.input('clean', 'float32', [batch, ...latent]);
  const importance = draft.input('importance', 'float32', [batch]);
  const difference = draft.op('Sub', ['out_sample', clean]);
  const square = draft.op('Mul', [difference, difference]);
  const each = draft.op('ReduceMean', [square, draft.ints([1, 2, 3])], { keepdims: { int: 0 } });
  return draft.op('ReduceMean', [draft.op('Mul', [each, importance])], { keepdims: { int: 0 } });
}

/** Noisy pictures at random times (logit-normal, a little towards the noise: Esser et al. 2024). */
export function noisyBatch(
  examples: readonly Example[],
  latent: readonly number[],
  random: TorchRandom,
): Feeds {
  const batch = examples.length;
  const count = latent.reduce((product, size) => product * size, 1);
  const sample = new Float32Array(batch * count);
  const clean = new Float32Array(batch * count);
  const timestep = random.normal(batch).map((value) => 1 / (1 + Math.exp(0.3 - value)));
  const noise = random.normal(batch * count);
  examples.forEach(({ picture }, index) => {
    const time = timestep[index]!;
    clean.set(picture, index * count);
    for (let at = index * count; at < (index + 1) * count; at += 1) {
      sample[at] = time * clean[at]! + (1 - time) * noise[at]!;
    }
  });
  const importance = timestep.map((time) => 1 / Math.max(0.1, 1 - time) ** 2);
  const row = (part: keyof Condition): Float32Array =>
    Float32Array.from(examples.flatMap(({ condition }) => [...condition[part]]));
  const [first] = examples;
  const tokens = first?.condition.mask.length ?? 0;
  const hidden = row('hidden');
  const embedding = row('embedding');
  const dims = [batch, ...latent];
  return {
    sample: { data: sample, dims },
    clean: { data: clean, dims },
    timestep: { data: timestep, dims: [batch] },
    importance: { data: importance, dims: [batch] },
    encoder_hidden_states: { data: hidden, dims: [batch, tokens, hidden.length / batch / tokens] },
    attention_mask: { data: row('mask'), dims: [batch, tokens] },
    clip_embeds: { data: embedding, dims: [batch, embedding.length / batch] },
  };
}
