import { test } from 'vitest';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

/** Both sides are broadcast: one along its rows, the other by an axis that it lacks. */
const inputs = { a: [2, 1, 3], b: [4, 1] };
const awayFromZero = (x: number): number => x + Math.sign(x);

test.for(['Add', 'Sub', 'Mul', 'Div'])('%s with broadcasting', async (operator) => {
  await expectTrueGradients({
    inputs,
    value: awayFromZero,
    build: (draft) => draft.op(operator, ['a', 'b']),
  });
});

test('one tensor on both sides', async () => {
  await expectTrueGradients({ inputs: { a: [3] }, build: (draft) => draft.op('Mul', ['a', 'a']) });
});

test('Sum of three, Neg', async () => {
  await expectTrueGradients({
    inputs: { a: [2, 3], b: [3] },
    build: (draft) => draft.op('Sum', ['a', draft.op('Neg', ['b']), 'a']),
  });
});
