/** Several networks in one graph, so that a loss over all of them can be differentiated. */
import type { ModelProto, NodeProto } from '#main/engine/graph/onnx/model.ts';

/**
 * @param models by a word that comes before every name of theirs, with a dot between
 * Throws RangeError when they are of different operator sets.
 */
export function joinModels(models: Readonly<Record<string, ModelProto>>): ModelProto {
  const parts = Object.entries(models);
  const opsets = new Map<string, number>();
  for (const [, { opsetImport }] of parts) {
    for (const { domain, version } of opsetImport) {
      const known = opsets.get(domain) ?? version;
      if (known !== version) throw new RangeError(`operator sets ${known} and ${version}`);
      opsets.set(domain, version);
    }
  }
  const renamed = parts.map(([prefix, { graph }]) => {
    const own = <Named extends { readonly name: string }>(one: Named): Named => ({
      ...one,
      name: joinedName(prefix, one.name),
    });
    // Names of nodes are for people to read, and many graphs leave them out.
    const node = (one: NodeProto): NodeProto => ({
      ...one,
      name: '',
      input: one.input.map((name) => joinedName(prefix, name)),
      output: one.output.map((name) => joinedName(prefix, name)),
    });
    return {
      node: graph.node.map(node),
      initializer: graph.initializer.map(own),
      input: graph.input.map(own),
      output: graph.output.map(own),
    };
  });
  return {
    irVersion: Math.max(...parts.map(([, { irVersion }]) => irVersion)),
    producerName: 'Easel',
    opsetImport: [...opsets].map(([domain, version]) => ({ domain, version })),
    graph: {
      name: 'joined',
      node: renamed.flatMap((part) => part.node),
      initializer: renamed.flatMap((part) => part.initializer),
      input: renamed.flatMap((part) => part.input),
      output: renamed.flatMap((part) => part.output),
      valueInfo: [],
    },
  };
}

/** What a tensor of one of the networks is called in the joined graph; what is left out stays so. */
export function joinedName(prefix: string, name: string): string {
  return name === '' ? '' : `${prefix}.${name}`;
}
