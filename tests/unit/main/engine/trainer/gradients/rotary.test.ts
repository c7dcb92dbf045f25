import { test } from 'vitest';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

test.for([
  [1, 'neighbours'],
  [0, 'halves of a head'],
] as const)('RotaryEmbedding of %s', async ([interleaved]) => {
  await expectTrueGradients({
    inputs: { x: [1, 3, 8] },
    fixed: { cos: waveTensor([3, 2]), sin: waveTensor([3, 2], 0.7) },
    build(draft) {
      const inputs = ['x', draft.ints([0]), 'cos', 'sin'];
      const node = draft.makeNode('RotaryEmbedding', inputs, { interleaved: { int: interleaved } });
      draft.nodes.push({ ...node, domain: 'com.microsoft' });
      return node.output[0]!;
    },
  });
});
