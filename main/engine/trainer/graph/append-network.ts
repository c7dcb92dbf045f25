/** A network put behind what a graph computes already. */
import { joinedName } from './join-models.ts';
import type { GraphDraft } from './graph-draft.ts';

/**
 * Appends all nodes and weights of a network.
 *
 * @param prefix comes before every name of its own, with a dot between
 * @param inputs what it reads, by the names of its inputs
 * @returns what a tensor of it is called now
 */
export function appendNetwork(
  draft: GraphDraft,
  network: GraphDraft,
  prefix: string,
  inputs: Readonly<Record<string, string>>,
): (name: string) => string {
  const renamed = (name: string): string => inputs[name] ?? joinedName(prefix, name);
  for (const tensor of network.initializers.values()) {
    const name = renamed(tensor.name);
    draft.initializers.set(name, { ...tensor, name });
  }
  for (const node of network.nodes) {
    draft.nodes.push({
      ...node,
      name: '',
      input: node.input.map(renamed),
      output: node.output.map(renamed),
    });
  }
  return renamed;
}
