/** What kind of elements each tensor of a graph has. */
import { elementTypes } from '#main/engine/graph/onnx/model.ts';
import { intOf } from './attributes.ts';
import type { GraphDraft } from './graph-draft.ts';

const { bool, float32, int64 } = elementTypes;

/** Operators that give another type than they take. */
const given: Readonly<Record<string, number>> = {
  Shape: int64,
  Size: int64,
  ArgMax: int64,
  ArgMin: int64,
  NonZero: int64,
  Equal: bool,
  Greater: bool,
  GreaterOrEqual: bool,
  Less: bool,
  LessOrEqual: bool,
  Not: bool,
  And: bool,
  Or: bool,
  IsNaN: bool,
};

/** By name, in numbers of TensorProto.DataType; a tensor of unknown origin counts as float32. */
export function elementTypesOf(draft: GraphDraft): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const { name, type } of draft.inputs.values()) {
    types.set(name, type?.tensorType?.elemType ?? float32);
  }
  for (const { name, dataType } of draft.initializers.values()) types.set(name, dataType);
  for (const node of draft.nodes) {
    const source = node.input[node.opType === 'Where' ? 1 : 0] ?? '';
    let type = given[node.opType] ?? types.get(source) ?? float32;
    if (node.opType === 'Cast') type = intOf(node, 'to', float32);
    if (node.opType === 'ConstantOfShape' || node.opType === 'Constant') {
      type = node.attribute.find(({ name }) => name === 'value')?.t?.dataType ?? float32;
    }
    for (const name of node.output) types.set(name, type);
  }
  return types;
}
