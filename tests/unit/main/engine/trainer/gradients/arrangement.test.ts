import { expect, test } from 'vitest';
import type { GraphDraft } from '#main/engine/trainer/graph/graph-draft.ts';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

const x = { x: [2, 3, 4] };
const picture = { x: [2, 8, 2, 3] };

test.for<readonly [string, (draft: GraphDraft) => string]>([
  ['Reshape', (draft) => draft.reshape('x', [4, -1])],
  ['Flatten', (draft) => draft.op('Flatten', ['x'], { axis: { int: 2 } })],
  ['Unsqueeze', (draft) => draft.op('Unsqueeze', ['x', draft.ints([0, 2])])],
  ['Squeeze', (draft) => draft.op('Squeeze', [draft.reshape('x', [1, 6, 1, 4])])],
  ['Transpose', (draft) => draft.transpose('x', [2, 0, 1])],
  ['Transpose without an order', (draft) => draft.op('Transpose', ['x'])],
  ['Identity', (draft) => draft.op('Identity', ['x'])],
  [
    'Cast and back',
    (draft) => draft.op('Cast', [draft.op('Cast', ['x'], { to: { int: 11 } })], { to: { int: 1 } }),
  ],
])('%s', async ([, build]) => {
  await expectTrueGradients({ inputs: x, build });
});

test('Expand, with a new axis', async () => {
  await expectTrueGradients({
    inputs: { x: [3, 1] },
    build: (draft) => draft.op('Expand', ['x', draft.ints([2, 3, 4])]),
  });
});

test('Concat', async () => {
  await expectTrueGradients({
    inputs: { a: [2, 3], b: [2, 1] },
    build: (draft) => draft.op('Concat', ['a', 'b', 'a'], { axis: { int: -1 } }),
  });
});

test('Split whose middle part is used by nobody', async () => {
  await expectTrueGradients({
    inputs: { x: [2, 6] },
    build(draft) {
      const [first, , last] = draft.ops(
        'Split',
        ['x', draft.ints([1, 3, 2])],
        { axis: { int: 1 } },
        3,
      );
      return draft.op('Concat', [last!, first!], { axis: { int: 1 } });
    },
  });
});

test('Where, with broadcasting', async () => {
  await expectTrueGradients({
    inputs: { a: [2, 3], b: [3] },
    fixed: { chooser: { data: Float32Array.of(1, -1), dims: [2, 1] } },
    build: (draft) =>
      draft.op('Where', [draft.op('Greater', ['chooser', draft.number(0)]), 'a', 'b']),
  });
});

test.for(['CRD', 'DCR'])('DepthToSpace, %s', async (mode) => {
  await expectTrueGradients({
    inputs: picture,
    build: (draft) => draft.op('DepthToSpace', ['x'], { mode, blocksize: { int: 2 } }),
  });
});

const places = { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };

test('Resize that repeats pixels', async () => {
  await expectTrueGradients({
    inputs: picture,
    build: (draft) => draft.op('Resize', ['x', '', '', draft.ints([2, 8, 4, 9])], places),
  });
});

test('another Resize is refused', async () => {
  await expect(
    expectTrueGradients({
      inputs: picture,
      build: (draft) =>
        draft.op('Resize', ['x', '', '', draft.ints([2, 8, 4, 9])], { ...places, mode: 'linear' }),
    }),
  ).rejects.toThrow('only repeating each pixel a whole number of times is');
});
