import { expect, test } from 'vitest';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

interface Shape {
  readonly what: string;
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly attributes: Readonly<Record<string, readonly number[] | { readonly int: number }>>;
}

const plain: Shape = {
  what: '3 × 3, padded',
  x: [2, 3, 5, 4],
  w: [4, 3, 3, 3],
  attributes: { pads: [1, 1, 1, 1] },
};

test.for<Shape>([
  plain,
  { what: '1 × 1', x: [2, 3, 4, 4], w: [5, 3, 1, 1], attributes: {} },
  {
    what: 'stride 2, with a row left over',
    x: [1, 3, 6, 7],
    w: [4, 3, 3, 3],
    attributes: { strides: [2, 2], pads: [1, 1, 1, 1] },
  },
  {
    what: 'stride 2, padded on one side',
    x: [1, 2, 6, 6],
    w: [3, 2, 3, 3],
    attributes: { strides: [2, 2], pads: [0, 0, 1, 1] },
  },
  {
    what: 'groups',
    x: [2, 4, 4, 4],
    w: [6, 2, 3, 3],
    attributes: { group: { int: 2 }, pads: [1, 1, 1, 1] },
  },
  {
    what: 'holes in the kernel',
    x: [1, 2, 7, 7],
    w: [3, 2, 3, 3],
    attributes: { dilations: [2, 2], pads: [2, 2, 2, 2] },
  },
  {
    what: 'an uneven kernel',
    x: [1, 2, 5, 6],
    w: [3, 2, 2, 4],
    attributes: { pads: [0, 1, 1, 2] },
  },
])('Conv: $what', async ({ x, w, attributes }) => {
  await expectTrueGradients({
    inputs: { x, w, b: [w[0] ?? 0] },
    build: (draft) => draft.op('Conv', ['x', 'w', 'b'], attributes),
  });
});

test.for<Shape>([
  {
    what: 'stride 2',
    x: [2, 3, 4, 4],
    w: [3, 4, 4, 4],
    attributes: { strides: [2, 2], pads: [1, 1, 1, 1] },
  },
  {
    what: 'groups',
    x: [1, 4, 3, 3],
    w: [4, 2, 3, 3],
    attributes: { group: { int: 2 }, strides: [2, 2] },
  },
])('ConvTranspose: $what', async ({ x, w, attributes }) => {
  const group = (attributes['group'] as { readonly int: number } | undefined)?.int ?? 1;
  await expectTrueGradients({
    inputs: { x, w, b: [(w[1] ?? 0) * group] },
    build: (draft) => draft.op('ConvTranspose', ['x', 'w', 'b'], attributes),
  });
});

test('padding that the runtime would choose is refused by name', async () => {
  await expect(
    expectTrueGradients({
      inputs: { x: plain.x, w: plain.w },
      build: (draft) => draft.op('Conv', ['x', 'w'], { auto_pad: 'SAME_UPPER' }),
    }),
  ).rejects.toThrow('Conv (train:Conv.1) cannot be trained: its padding is SAME_UPPER');
});
