/** L_D with R1 and L_G against PyTorch's (make_adversarial.py), which differentiates twice for R1. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GraphDraft } from '#main/engine/trainer/graph/graph-draft.ts';
import {
  addDiscriminatorInputs,
  addDiscriminatorLoss,
  addGeneratorLoss,
  newDiscriminator,
} from '#main/engine/trainer/objectives/adversarial.ts';
import { openTrainingGraph } from '#main/engine/trainer/training-graph.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

const reference = JSON.parse(
  readFileSync(new URL('fixtures/adversarial.json', import.meta.url), 'utf8'),
) as {
  readonly batch: number;
  readonly places: number;
  readonly widths: readonly number[];
  readonly weights: readonly number[];
  readonly discriminator: {
    readonly rows: readonly number[];
    readonly gradients: Readonly<Record<string, readonly [length: number, product: number]>>;
  };
  readonly generator: {
    readonly rows: readonly number[];
    readonly gradients: readonly (readonly number[])[];
  };
};
const { batch, places, widths } = reference;
const options = { provider: 'cpu', threads: 1 } as const;
const waves = [0.3, 0.9, 1.7];

function setUp() {
  const draft = GraphDraft.empty();
  const discriminator = newDiscriminator(widths, 1);
  [...discriminator.values()].forEach(({ dims, data }, at) => {
    data.set(waveTensor(dims, waves[at % 3]! + Math.floor(at / 3)).data);
  });
  addDiscriminatorInputs(draft, discriminator);
  const states = (kind: string, a: number) =>
    widths.map(
      (width, at) => [`${kind}.${at}`, waveTensor([batch, places, width], a + at)] as const,
    );
  return { draft, discriminator, real: states('real', 0.41), fake: states('fake', 0.57) };
}

function apart(found: ArrayLike<number> | undefined, wanted: readonly number[]): number {
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, at) => Math.abs(value - (found?.[at] ?? NaN)))) / largest;
}

test('the discriminator, with its penalty', async () => {
  const { draft, discriminator, real, fake } = setUp();
  for (const [name, { dims }] of [...real, ...fake]) draft.input(name, 'float32', dims);
  const names = (states: typeof real): string[] => states.map(([name]) => name);
  const rows = addDiscriminatorLoss(draft, names(real), names(fake), batch);
  const loss = draft.op('ReduceMean', [rows], { keepdims: { int: 0 } });
  const feeds = Object.fromEntries([...real, ...fake]);
  const graph = await openTrainingGraph(draft, { loss, rows }, discriminator, feeds, options);
  const found = await graph.gradients(feeds);
  await graph.release();
  const wanted = reference.discriminator;
  expect(apart(found.rows, wanted.rows)).toBeLessThan(1e-4);
  expect([...found.gradients.keys()]).toEqual(Object.keys(wanted.gradients));
  for (const [name, [length, product]] of Object.entries(wanted.gradients)) {
    const gradient = found.gradients.get(name)!;
    const wave = waveTensor([gradient.length], 0.7).data;
    const along = gradient.reduce((sum, value, at) => sum + value * wave[at]!, 0);
    expect(Math.abs(Math.hypot(...gradient) - length), name).toBeLessThan(1e-4 * length);
    expect(Math.abs(along - product), name).toBeLessThan(1e-4 * length);
  }
});

test('the generator, through the states of what it drew', async () => {
  const { draft, discriminator, fake } = setUp();
  for (const [name, { dims }] of fake) draft.input(name, 'float32', dims);
  const weights = draft.input('weights', 'float32', [batch]);
  const rows = addGeneratorLoss(
    draft,
    fake.map(([name]) => name),
    batch,
    weights,
  );
  const loss = draft.op('ReduceMean', [rows], { keepdims: { int: 0 } });
  const data = Float32Array.from(reference.weights);
  const feeds = { ...Object.fromEntries(discriminator), weights: { data, dims: [batch] } };
  const graph = await openTrainingGraph(draft, { loss, rows }, new Map(fake), feeds, options);
  const found = await graph.gradients(feeds);
  await graph.release();
  const wanted = reference.generator;
  expect(apart(found.rows, wanted.rows)).toBeLessThan(1e-4);
  wanted.gradients.forEach((gradient, at) => {
    expect(apart(found.gradients.get(`fake.${at}`), gradient)).toBeLessThan(1e-4);
  });
});
