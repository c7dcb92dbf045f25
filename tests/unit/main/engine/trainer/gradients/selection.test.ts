import { test } from 'vitest';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

const inputs = { x: [4, 7] };

test.for([
  { what: 'the middle', starts: [1, 2], ends: [3, 6], axes: [0, 1], steps: [1, 1] },
  { what: 'counted from the end', starts: [-3], ends: [1000], axes: [-1], steps: [1] },
  { what: 'every second', starts: [1, 0], ends: [7, 4], axes: [1, 0], steps: [2, 3] },
  { what: 'turned round', starts: [-1], ends: [-1000], axes: [1], steps: [-2] },
])('Slice: $what', async ({ starts, ends, axes, steps }) => {
  await expectTrueGradients({
    inputs,
    build: (draft) =>
      draft.op('Slice', [
        'x',
        draft.ints(starts),
        draft.ints(ends),
        draft.ints(axes),
        draft.ints(steps),
      ]),
  });
});

test('Pad', async () => {
  await expectTrueGradients({
    inputs,
    build: (draft) => draft.op('Pad', ['x', draft.ints([1, 0, 2, 3])]),
  });
});

test.for([0, 1])('Gather along axis %i, one row twice', async (axis) => {
  await expectTrueGradients({
    inputs: { x: [4, 5, 2] },
    fixed: { rows: { data: BigInt64Array.of(1n, 3n, 1n, 0n, -1n, 1n), dims: [2, 3] } },
    build: (draft) => draft.op('Gather', ['x', 'rows'], { axis: { int: axis } }),
  });
});
