import { test } from 'vitest';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

const operators = ['ReduceSum', 'ReduceMean', 'ReduceL2'];
const inputs = { x: [2, 3, 4] };

test.for(operators)('%s over one axis, kept', async (operator) => {
  await expectTrueGradients({
    inputs,
    build: (draft) => draft.op(operator, ['x', draft.ints([-1])], { keepdims: { int: 1 } }),
  });
});

test.for(operators)('%s over two axes, dropped', async (operator) => {
  await expectTrueGradients({
    inputs,
    build: (draft) => draft.op(operator, ['x', draft.ints([0, 2])], { keepdims: { int: 0 } }),
  });
});

test.for(operators)('%s over everything', async (operator) => {
  await expectTrueGradients({
    inputs,
    build: (draft) => draft.op(operator, ['x'], { keepdims: { int: 0 } }),
  });
});
