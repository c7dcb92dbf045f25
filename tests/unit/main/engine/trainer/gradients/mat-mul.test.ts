import { test } from 'vitest';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

test.for([
  { a: [3, 4], b: [4, 5] },
  { a: [2, 3, 4], b: [4, 5] },
  { a: [2, 2, 3, 4], b: [2, 2, 4, 5] },
  { a: [2, 1, 3, 4], b: [3, 4, 2] },
  { a: [3, 4], b: [2, 4, 5] },
])('MatMul of $a and $b', async (inputs) => {
  await expectTrueGradients({ inputs, build: (draft) => draft.op('MatMul', ['a', 'b']) });
});

test.for([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const)('Gemm, transposed: %i and %i', async ([transA, transB]) => {
  await expectTrueGradients({
    inputs: {
      a: transA === 1 ? [4, 3] : [3, 4],
      b: transB === 1 ? [5, 4] : [4, 5],
      c: [5],
    },
    build: (draft) =>
      draft.op('Gemm', ['a', 'b', 'c'], {
        alpha: 0.7,
        beta: 1.3,
        transA: { int: transA },
        transB: { int: transB },
      }),
  });
});
