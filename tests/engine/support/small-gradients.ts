/**
 * A small network of what generators are made of, differentiated: a convolution, normalisations, attention
 * and a gated product. Its loss and gradients come out of one graph, on whatever provider there is.
 */
import { differentiate } from '#main/engine/trainer/differentiate.ts';
import { GraphDraft } from '#main/engine/trainer/graph/graph-draft.ts';
import { measureShapes } from '#main/engine/trainer/graph/measure-shapes.ts';
import type { TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

const sizes: Readonly<Record<string, readonly number[]>> = {
  ...{ x: [2, 4, 6, 6], kernel: [8, 4, 3, 3], scale: [8], shift: [8] },
  ...{ query: [8, 8], key: [8, 8], value: [8, 8], wide: [8, 32], narrow: [16, 8] },
};

export async function smallGradients(): Promise<{
  readonly bytes: Uint8Array;
  readonly feeds: Readonly<Record<string, TensorData>>;
}> {
  const random = new TorchRandom(5);
  const draft = GraphDraft.empty(21);
  const feeds: Record<string, TensorData> = {};
  for (const [name, dims] of Object.entries(sizes)) {
    draft.input(name, 'float32', dims);
    const count = dims.reduce((product, size) => product * size, 1);
    feeds[name] = { data: random.normal(count).map((each) => each / 2), dims };
  }
  const conv = draft.op('Conv', ['x', 'kernel'], { pads: [1, 1, 1, 1], strides: [2, 2] });
  const normed = draft.op('GroupNormalization', [conv, 'scale', 'shift'], {
    num_groups: { int: 2 },
  });
  const lit = draft.op('Mul', [normed, draft.op('Sigmoid', [normed])]);
  const rows = draft.transpose(draft.reshape(lit, [2, 8, 9]), [0, 2, 1]);
  const even = draft.op('LayerNormalization', [rows, 'scale', 'shift'], { axis: { int: -1 } });
  const sides = ['query', 'key', 'value'].map((name) => draft.op('MatMul', [even, name]));
  const attention = draft.makeNode('MultiHeadAttention', sides, { num_heads: { int: 2 } });
  draft.nodes.push({ ...attention, domain: 'com.microsoft' });
  const state = draft.op('Add', [rows, attention.output[0]!]);
  const [half, gate] = draft.ops(
    'Split',
    [draft.op('MatMul', [state, 'wide'])],
    { axis: { int: -1 }, num_outputs: { int: 2 } },
    2,
  ) as [string, string];
  const gated = draft.op('Mul', [half, draft.op('Gelu', [gate], { approximate: 'tanh' })]);
  const out = draft.op('Add', [state, draft.op('MatMul', [gated, 'narrow'])]);
  const loss = draft.op('ReduceMean', [draft.op('Mul', [out, out])], { keepdims: { int: 0 } });
  const options = { provider: 'cpu', threads: 1 } as const;
  const shapes = await measureShapes(draft, feeds, options);
  const gradients = differentiate(draft, loss, Object.keys(sizes), shapes);
  return { bytes: draft.encode([loss, ...gradients.values()]), feeds };
}
