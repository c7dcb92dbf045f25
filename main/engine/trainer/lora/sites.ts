/** Where low-rank adapters can be put into a graph. */
import type { NodeProto } from '#main/engine/graph/onnx/model.ts';
import { elementTypes } from '#main/engine/graph/onnx/model.ts';
import { floatOf, intOf } from '../graph/attributes.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';

export interface LoraSite {
  readonly node: NodeProto;
  /** The initialiser that the adapter changes, as it is stored; several nodes may share one. */
  readonly weight: string;
  readonly out: number;
  /** Sizes of what one output is made of: [in], or [in, height, width] of a kernel. */
  readonly inner: readonly number[];
}

/** Products with a weight matrix and ungrouped convolutions, in the order of the graph. */
export function loraSitesOf(draft: GraphDraft): LoraSite[] {
  const widened = widenedBy(draft);
  return draft.nodes.flatMap((node) => {
    const used = node.input[1] ?? '';
    const weight = widened.get(used) ?? used;
    const stored = draft.initializers.get(weight);
    if (stored === undefined || node.domain) return [];
    const { dims } = stored;
    const isFloat = weight !== used || stored.dataType === elementTypes.float32;
    if (!isFloat || !isLinear(node, dims)) return [];
    const isByRows = node.opType === 'Conv' || intOf(node, 'transB', 0) !== 0;
    const [out = 0, ...inner] = isByRows ? dims : dims.toReversed();
    return [{ node, weight, out, inner }];
  });
}

/** Stored tensors by what a Cast to float32 makes of them. */
function widenedBy(draft: GraphDraft): ReadonlyMap<string, string> {
  return new Map(
    draft.nodes.flatMap((node) => {
      const [source = ''] = node.input;
      const isWidening =
        node.opType === 'Cast' &&
        draft.initializers.has(source) &&
        intOf(node, 'to', 0) === elementTypes.float32;
      return isWidening ? [[node.output[0] ?? '', source] as const] : [];
    }),
  );
}

function isLinear(node: NodeProto, dims: readonly number[]): boolean {
  if (node.opType === 'MatMul') return dims.length === 2;
  if (node.opType === 'Conv') return dims.length === 4 && intOf(node, 'group', 1) === 1;
  return (
    node.opType === 'Gemm' && intOf(node, 'transA', 0) === 0 && floatOf(node, 'alpha', 1) === 1
  );
}
