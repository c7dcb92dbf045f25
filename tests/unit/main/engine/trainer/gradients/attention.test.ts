import { test } from 'vitest';
import type { GraphDraft } from '#main/engine/trainer/graph/graph-draft.ts';
import { expectTrueGradients } from '#tests/support/finite-differences.ts';

function attend(
  draft: GraphDraft,
  inputs: readonly string[],
  more: Readonly<Record<string, { readonly int: number }>> = {},
): string {
  const node = draft.makeNode('MultiHeadAttention', inputs, { num_heads: { int: 2 }, ...more });
  draft.nodes.push({ ...node, domain: 'com.microsoft' });
  return node.output[0]!;
}

test('attention of places to others', async () => {
  await expectTrueGradients({
    inputs: { q: [2, 3, 8], k: [2, 5, 8], v: [2, 5, 8] },
    build: (draft) => attend(draft, ['q', 'k', 'v']),
  });
});

test('attention with a bias for all pictures', async () => {
  await expectTrueGradients({
    inputs: { q: [2, 3, 4], k: [2, 5, 4], v: [2, 5, 4], bias: [1, 2, 3, 5] },
    build: (draft) => attend(draft, ['q', 'k', 'v', '', '', 'bias']),
  });
});

test('attention to what came before', async () => {
  await expectTrueGradients({
    inputs: { q: [1, 4, 4], k: [1, 4, 4], v: [1, 4, 4] },
    build: (draft) => attend(draft, ['q', 'k', 'v'], { unidirectional: { int: 1 } }),
  });
});
