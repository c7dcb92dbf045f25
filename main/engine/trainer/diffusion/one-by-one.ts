/** Batches for a network that takes one picture at a time: their rows one after another, in the memory of one. */
import { setImmediate } from 'node:timers/promises';
import type { TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { joinFloats } from '../objectives/join-floats.ts';
import { accumulate } from '../optimiser/gradients.ts';
import type { Feeds } from '../training-graph.ts';
import type { DiffusionLora } from './diffusion-lora.ts';

/** One row of a batch. @param feeds float32 tensors with one row after another along their first axis */
export function rowOf(feeds: Feeds, at: number): Feeds {
  return Object.fromEntries(
    Object.entries(feeds).map(
      ([
        name,
        {
          data,
          dims: [batch = 1, ...dims],
        },
      ]): [string, TensorData] => {
        const length = data.length / batch;
        return [
          name,
          { data: (data as Float32Array).subarray(at * length, (at + 1) * length), dims },
        ];
      },
    ),
  );
}

/**
 * The same, of batches.
 *
 * @param lora of one row
 * @param shared what every row is told besides
 */
export function oneByOne(lora: DiffusionLora, shared: Feeds): DiffusionLora {
  return {
    ...lora,
    async gradients(feeds) {
      const batch = batchOf(feeds);
      const gradients = new Map<string, Float32Array>();
      const rows: Float32Array[] = [];
      for (let at = 0; at < batch; at += 1) {
        // Lets messages in between.
        await setImmediate();
        const part = await lora.gradients({ ...rowOf(feeds, at), ...shared });
        accumulate(gradients, part.gradients, 1 / batch);
        rows.push(part.rows);
      }
      const all = joinFloats(rows);
      const loss = all.reduce((sum, row) => sum + row, 0) / batch;
      return { loss, rows: all, gradients, also: new Map() };
    },
    async answer(values, feeds) {
      const answers: Float32Array[] = [];
      for (let at = 0; at < batchOf(feeds); at += 1) {
        answers.push(await lora.answer(values, { ...rowOf(feeds, at), ...shared }));
      }
      return joinFloats(answers);
    },
  };
}

function batchOf(feeds: Feeds): number {
  return Object.values(feeds)[0]?.dims[0] ?? 0;
}
