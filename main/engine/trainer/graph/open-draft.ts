/** Opens an `.onnx` file for training. */
import { decodeModel } from '#main/engine/graph/onnx/codec.ts';
import { elementTypes, type ModelProto } from '#main/engine/graph/onnx/model.ts';
import { intOf } from './attributes.ts';
import { GraphDraft } from './graph-draft.ts';
import { floatsOf, floatTensor } from './numbers.ts';

/** ReduceMean takes its axes as an input from here on, and Split the number of its parts. */
const OLDEST_OPSET = 18;

/**
 * A draft of the graph in `bytes`. Weights that are stored in half precision and widened by the
 * graph are float32 initialisers afterwards: steps as small as training makes would be lost in half
 * precision, and a widened weight can be trained under its own name.
 *
 * Throws RangeError when the graph is of an operator set before 18, Error when the bytes are none.
 */
export function openDraft(bytes: Uint8Array): GraphDraft {
  return draftOf(decodeModel(bytes));
}

/** The same of a graph that is read already. Throws RangeError as `openDraft`. */
export function draftOf(model: ModelProto): GraphDraft {
  const opset = model.opsetImport.find(({ domain }) => domain === '')?.version ?? 0;
  if (opset < OLDEST_OPSET) {
    throw new RangeError(`operator set ${opset}; training needs ${OLDEST_OPSET} or newer`);
  }
  const draft = new GraphDraft(model);
  draft.nodes = draft.nodes.filter((node) => {
    const [source = ''] = node.input;
    const [widened = ''] = node.output;
    const stored = draft.initializers.get(source);
    const isWidening =
      node.opType === 'Cast' &&
      stored?.dataType === elementTypes.float16 &&
      intOf(node, 'to', 0) === elementTypes.float32;
    const numbers = isWidening ? floatsOf(stored) : undefined;
    if (stored === undefined || numbers === undefined) return true;
    draft.initializers.set(widened, floatTensor(widened, stored.dims, numbers));
    return false;
  });
  const used = new Set(draft.nodes.flatMap((node) => node.input));
  for (const name of [...draft.initializers.keys()]) {
    if (!used.has(name)) draft.initializers.delete(name);
  }
  return draft;
}
