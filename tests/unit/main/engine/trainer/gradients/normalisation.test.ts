import { test } from 'vitest';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

test('LayerNormalization over the last axis', async () => {
  await expectTrueGradients({
    inputs: { x: [2, 3, 6], scale: [6], shift: [6] },
    build: (draft) =>
      draft.op('LayerNormalization', ['x', 'scale', 'shift'], { axis: { int: -1 }, epsilon: 1e-5 }),
  });
});

test('LayerNormalization over two axes, without a shift', async () => {
  await expectTrueGradients({
    inputs: { x: [2, 3, 4], scale: [3, 4] },
    build: (draft) => draft.op('LayerNormalization', ['x', 'scale'], { axis: { int: 1 } }),
  });
});

test('SimplifiedLayerNormalization', async () => {
  await expectTrueGradients({
    inputs: { x: [2, 3, 6], scale: [6] },
    build: (draft) =>
      draft.op('SimplifiedLayerNormalization', ['x', 'scale'], {
        ...{ axis: { int: -1 }, epsilon: 1e-3 },
      }),
  });
});

test('InstanceNormalization', async () => {
  await expectTrueGradients({
    inputs: { x: [2, 3, 3, 4], scale: [3], shift: [3] },
    build: (draft) => draft.op('InstanceNormalization', ['x', 'scale', 'shift'], { epsilon: 1e-3 }),
  });
});

test('GroupNormalization', async () => {
  await expectTrueGradients({
    inputs: { x: [2, 6, 3, 3], scale: [6], shift: [6] },
    build: (draft) =>
      draft.op('GroupNormalization', ['x', 'scale', 'shift'], { num_groups: { int: 2 } }),
  });
});

test('a normalisation written out in means', async () => {
  await expectTrueGradients({
    inputs: { x: [3, 8] },
    build(draft) {
      const centred = draft.op('Sub', ['x', draft.mean('x', [1])]);
      const variance = draft.mean(draft.op('Pow', [centred, draft.number(2)]), [1]);
      return draft.op('Div', [centred, draft.op('Sqrt', [variance])]);
    },
  });
});
