/** The losses that teach words against PyTorch's (make_contrast.py). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GraphDraft } from '#main/engine/trainer/graph/graph-draft.ts';
import { addUnitLength } from '#main/engine/trainer/objectives/anchor.ts';
import { addInfoNce, addTriplets, alikeOf } from '#main/engine/trainer/objectives/contrast.ts';
import { openTrainingGraph } from '#main/engine/trainer/training-graph.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

interface Wanted {
  readonly rows: readonly number[];
  readonly pictures: readonly number[];
  readonly texts: readonly number[];
}
const reference = JSON.parse(
  readFileSync(new URL('fixtures/contrast.json', import.meta.url), 'utf8'),
) as {
  readonly captions: readonly string[];
  readonly width: number;
  readonly scale: number;
  readonly infonce: Wanted;
  readonly triplet: Wanted;
};

test.for([
  ['infonce', addInfoNce],
  ['triplet', addTriplets],
] as const)('%s', async ([name, add]) => {
  const { captions, width, scale } = reference;
  const batch = captions.length;
  const dims = [batch, width];
  const trainables = new Map([
    ['pictures', waveTensor(dims, 0.7)],
    ['texts', waveTensor(dims, 1.3)],
  ]);
  const draft = GraphDraft.empty();
  for (const input of trainables.keys()) draft.input(input, 'float32', dims);
  const [pictures, texts] = ['pictures', 'texts'].map((input) => addUnitLength(draft, input));
  const rows = add(draft, { pictures: pictures!, texts: texts! }, batch, scale);
  const loss = draft.op('ReduceMean', [rows], { keepdims: { int: 0 } });
  const feeds = { alike: { data: alikeOf(captions), dims: [batch, batch] } };
  const options = { provider: 'cpu', threads: 1 } as const;
  const graph = await openTrainingGraph(draft, { loss, rows }, trainables, feeds, options);
  const found = await graph.gradients(feeds);
  await graph.release();
  const wanted = reference[name];
  const apart = (a: Float32Array | undefined, b: readonly number[]): number =>
    Math.max(...b.map((value, at) => Math.abs(value - (a?.[at] ?? Infinity))));
  const largest = Math.max(...wanted.pictures.map(Math.abs), ...wanted.texts.map(Math.abs));
  expect(apart(found.rows, wanted.rows)).toBeLessThan(1e-4 * Math.max(...wanted.rows));
  expect(apart(found.gradients.get('pictures'), wanted.pictures)).toBeLessThan(1e-4 * largest);
  expect(apart(found.gradients.get('texts'), wanted.texts)).toBeLessThan(1e-4 * largest);
});
