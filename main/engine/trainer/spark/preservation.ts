/**
 * What the base would have answered: rows that hold a run to what the network could do before, by its
 * own predictions (distillation after Li and Hoiem 2016; pictures of the base's own as in DreamBooth,
 * Ruiz et al. 2022). Half of them are seen without any words, or with words that have nothing to do
 * with what is taught, so that only the trigger calls it up.
 */
import type { Condition } from '#main/engine/pipelines/spark/encode-prompts.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { setImmediate } from 'node:timers/promises';
import { feedsOf, noisyRows, type Example, type NoisyRow } from '../objectives/flow-matching.ts';

/** Rows that are predicted together. */
const GROUP = 8;
/** Of the rows, how many begin with a picture that is taught: there a trigger's absence must tell. */
const TAUGHT_SHARE = 0.4;
/** Of the rows, how many are told nothing: guidance pushes away from what is predicted then. */
const WORDLESS_SHARE = 0.2;

export interface Kept {
  /** The base's own pictures with the words they were drawn by. */
  readonly drawn: readonly Example[];
  /** Pictures that are taught, with their words but without the trigger. */
  readonly taught: readonly Example[];
  readonly wordless: Condition;
}

/** @param base the U-Net as it was */
export async function preservationRows(
  base: Model,
  { drawn, taught, wordless }: Kept,
  count: number,
  latent: readonly number[],
  seed: number,
  signal?: AbortSignal,
): Promise<NoisyRow[]> {
  const random = new TorchRandom(seed);
  const pick = <Item>(from: readonly Item[]): Item =>
    from[Math.floor(random.uniform() * from.length)]!;
  const chosen = Array.from({ length: count }, () => {
    const example = pick(random.uniform() < TAUGHT_SHARE && taught.length > 0 ? taught : drawn);
    return random.uniform() < WORDLESS_SHARE ? { ...example, condition: wordless } : example;
  });
  const rows: NoisyRow[] = [];
  for (let start = 0; start < count; start += GROUP) {
    await setImmediate();
    throwIfCancelled(signal);
    const group = noisyRows(chosen.slice(start, start + GROUP), random);
    const feeds = feedsOf(group, latent);
    const inputs = Object.fromEntries(base.inputs.map(({ name }) => [name, feeds[name]!]));
    const { out_sample: out } = await base.run(inputs);
    const predicted = out?.data as Float32Array;
    const length = predicted.length / group.length;
    group.forEach((row, index) => {
      rows.push({ ...row, clean: predicted.slice(index * length, (index + 1) * length) });
    });
  }
  return rows;
}
