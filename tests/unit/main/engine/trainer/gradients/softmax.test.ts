import { test } from 'vitest';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

test.for([
  ['Softmax', -1],
  ['Softmax', 1],
  ['LogSoftmax', -1],
  ['LogSoftmax', 0],
] as const)('%s along axis %i', async ([operator, axis]) => {
  await expectTrueGradients({
    inputs: { x: [2, 3, 4] },
    build: (draft) => draft.op(operator, ['x'], { axis: { int: axis } }),
  });
});
