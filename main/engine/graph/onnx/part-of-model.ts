/** The part of a graph that some of its outputs need. */
import type { GraphProto, ModelProto, NodeProto } from './model.ts';

/**
 * The same model with these outputs alone, without the nodes, weights and inputs that they do not need:
 * so that one tower of a network with two can be run by itself. Undefined where an output is missing.
 */
export function partOfModel(model: ModelProto, outputs: readonly string[]): ModelProto | undefined {
  const { graph } = model;
  const kept = graph.output.filter(({ name }) => outputs.includes(name));
  if (kept.length < outputs.length) return undefined;
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node])));
  const needed = new Set<string>();
  const nodes = new Set<NodeProto>();
  const open = [...outputs];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const maker = makers.get(name);
    if (maker === undefined || nodes.has(maker)) continue;
    nodes.add(maker);
    open.push(...readBy(maker));
  }
  return {
    ...model,
    graph: {
      ...graph,
      node: graph.node.filter((node) => nodes.has(node)),
      initializer: graph.initializer.filter(({ name }) => needed.has(name)),
      input: graph.input.filter(({ name }) => needed.has(name)),
      output: kept,
      valueInfo: [],
    },
  };
}

/** Graphs inside a node read what is around them too. */
function readBy(node: NodeProto): readonly string[] {
  const inner = node.attribute.flatMap(({ g }) => (g === undefined ? [] : namesIn(g)));
  return [...node.input, ...inner].filter((name) => name !== '');
}

function namesIn(graph: GraphProto): readonly string[] {
  return [...graph.node.flatMap(readBy), ...graph.output.map(({ name }) => name)];
}
