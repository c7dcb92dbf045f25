/** Where low-rank adapters can be put into a graph. */
import type { NodeProto } from '#main/engine/graph/onnx/model.ts';
import { elementTypes } from '#main/engine/graph/onnx/model.ts';
import { floatOf, intOf } from '../graph/attributes.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';

export interface LoraSite {
  readonly node: NodeProto;
  /** The initialiser that the adapter changes; several nodes may share one. */
  readonly weight: string;
  readonly out: number;
  /** Sizes of what one output is made of: [in], or [in, height, width] of a kernel. */
  readonly inner: readonly number[];
}

/** Products with a weight matrix and ungrouped convolutions, in the order of the graph. */
export function loraSitesOf(draft: GraphDraft): LoraSite[] {
  return draft.nodes.flatMap((node) => {
    const weight = node.input[1] ?? '';
    const stored = draft.initializers.get(weight);
    if (stored === undefined || node.domain) return [];
    const { dims } = stored;
    if (stored.dataType !== elementTypes.float32 || !isLinear(node, dims)) return [];
    const isByRows = node.opType === 'Conv' || intOf(node, 'transB', 0) !== 0;
    const [out = 0, ...inner] = isByRows ? dims : dims.toReversed();
    return [{ node, weight, out, inner }];
  });
}

function isLinear(node: NodeProto, dims: readonly number[]): boolean {
  if (node.opType === 'MatMul') return dims.length === 2;
  if (node.opType === 'Conv') return dims.length === 4 && intOf(node, 'group', 1) === 1;
  return (
    node.opType === 'Gemm' && intOf(node, 'transA', 0) === 0 && floatOf(node, 'alpha', 1) === 1
  );
}
