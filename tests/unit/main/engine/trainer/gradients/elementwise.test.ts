import { test } from 'vitest';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

const inputs = { x: [3, 5] };
const awayFromZero = (x: number): number => x + 0.1 * Math.sign(x);
const positive = (x: number): number => Math.abs(x) + 0.5;

test.for(['Sigmoid', 'Tanh', 'Exp', 'Erf', 'Sin', 'Cos'])('%s', async (operator) => {
  await expectTrueGradients({ inputs, build: (draft) => draft.op(operator, ['x']) });
});

test.for(['Relu', 'Abs'])('%s, away from its corner', async (operator) => {
  await expectTrueGradients({
    inputs,
    value: awayFromZero,
    build: (draft) => draft.op(operator, ['x']),
  });
});

test.for(['Log', 'Sqrt', 'Reciprocal'])('%s of positive numbers', async (operator) => {
  await expectTrueGradients({
    inputs,
    value: positive,
    build: (draft) => draft.op(operator, ['x']),
  });
});

test('Pow with a fixed exponent', async () => {
  await expectTrueGradients({
    inputs,
    value: positive,
    build: (draft) => draft.op('Pow', ['x', draft.number(2.5)]),
  });
});

test.for(['none', 'tanh'])('Gelu, %s', async (approximate) => {
  await expectTrueGradients({ inputs, build: (draft) => draft.op('Gelu', ['x'], { approximate }) });
});

test('SiLU, a product with its own sigmoid', async () => {
  await expectTrueGradients({
    inputs,
    build: (draft) => draft.op('Mul', ['x', draft.op('Sigmoid', ['x'])]),
  });
});

test('Clip on both sides, and on one', async () => {
  await expectTrueGradients({
    inputs,
    build: (draft) => draft.op('Clip', ['x', draft.number(-0.5), draft.number(0.7)]),
  });
  await expectTrueGradients({
    inputs,
    build: (draft) => draft.op('Clip', ['x', draft.number(0.1)]),
  });
});
