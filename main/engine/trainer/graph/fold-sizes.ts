/** Sizes that a graph asks for, written into it: a training graph is one for tensors of fixed sizes. */
import { elementTypes } from '#main/engine/graph/onnx/model.ts';
import { intOf } from './attributes.ts';
import type { GraphDraft } from './graph-draft.ts';
import type { Shapes } from './measure-shapes.ts';

/**
 * Puts a constant in the place of every Shape operator, so that where something is cut or read in another
 * shape is known to whoever writes its gradient.
 */
export function foldSizes(draft: GraphDraft, shapes: Shapes): void {
  draft.nodes = draft.nodes.filter((node) => {
    const [source = ''] = node.input;
    const dims = shapes.get(source);
    if (node.opType !== 'Shape' || dims === undefined) return true;
    const [name = ''] = node.output;
    const told = dims.slice(intOf(node, 'start', 0), intOf(node, 'end', dims.length));
    draft.initializers.set(name, {
      ...{ name, dims: [told.length] },
      ...{ dataType: elementTypes.int64, int64Data: told },
    });
    return false;
  });
}
