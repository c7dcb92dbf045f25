/**
 * The sizes of every tensor, by running the graph once with a Shape operator on each.
 *
 * Measured instead of inferred: it is right for every operator that the runtime knows, without a
 * second definition of them; and gradients written for fixed sizes need no arithmetic on shapes in
 * the graph, and sum only where something was broadcast. The price is one training graph per batch
 * size, and a run keeps to one.
 */
import { loadModel, type ModelOptions, type TensorData } from '#main/engine/runtime/onnxruntime.ts';
import type { GraphDraft } from './graph-draft.ts';

export type Shapes = ReadonlyMap<string, readonly number[]>;

/**
 * @param feeds every input that the graph needs, in the sizes that it will be trained with
 * Throws what loading and running a graph throw.
 */
export async function measureShapes(
  draft: GraphDraft,
  feeds: Readonly<Record<string, TensorData>>,
  options: ModelOptions,
): Promise<Shapes> {
  const shapes = new Map<string, readonly number[]>();
  for (const { name, dims } of draft.initializers.values()) shapes.set(name, dims);
  for (const [name, { dims }] of Object.entries(feeds)) shapes.set(name, dims);

  const { nodes } = draft;
  // What is only widened has the sizes that it had: asked for them, the runtime would widen all weights first.
  for (const { opType, input, output } of nodes) {
    const known = opType === 'Cast' ? shapes.get(input[0] ?? '') : undefined;
    if (known !== undefined) shapes.set(output[0] ?? '', known);
  }
  const inner = nodes.flatMap((node) => node.output).filter((name) => name !== '');
  const unknown = inner.filter((name) => !shapes.has(name));
  if (unknown.length === 0) return shapes;
  const measures = new Map(unknown.map((name) => [name, draft.makeNode('Shape', [name])]));
  // The runtime begins with what is written last, and lets each tensor go that nobody asks for any more.
  draft.nodes = [...nodes, ...[...measures.values()].toReversed()];
  const bytes = draft.encode([...measures.values()].map((node) => node.output[0]!));
  draft.nodes = nodes;

  const model = await loadModel(
    bytes,
    { ...options, isRunOnce: true },
    { id: 'training', file: 'shapes' },
  );
  try {
    const used = model.inputs.map(({ name }) => name).filter((name) => name in feeds);
    const measured = await model.run(Object.fromEntries(used.map((name) => [name, feeds[name]!])));
    for (const [name, node] of measures) {
      shapes.set(name, Array.from(measured[node.output[0]!]?.data ?? [], Number));
    }
  } finally {
    await model.release();
  }
  return shapes;
}
