/** Attributes of a node, read and written. */
import {
  attributeTypes,
  type AttributeProto,
  type NodeProto,
} from '#main/engine/graph/onnx/model.ts';

/** A number alone is a float; an integer is written as `{ int }`, a list of numbers as integers. */
export type Attributes = Readonly<
  Record<string, number | string | readonly number[] | { readonly int: number }>
>;

export function toAttributes(attributes: Attributes): AttributeProto[] {
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'number') return { name, type: attributeTypes.float, f: value };
    if (typeof value === 'string') {
      return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
    }
    if ('int' in value) return { name, type: attributeTypes.int, i: value.int };
    return { name, type: attributeTypes.ints, ints: value };
  });
}

function find(node: NodeProto, name: string): AttributeProto | undefined {
  return node.attribute.find((attribute) => attribute.name === name);
}

/** An integer; the format leaves a zero out of the bytes. */
export function intOf(node: NodeProto, name: string, otherwise: number): number {
  const found = find(node, name);
  return found === undefined ? otherwise : (found.i ?? 0);
}

export function floatOf(node: NodeProto, name: string, otherwise: number): number {
  const found = find(node, name);
  return found === undefined ? otherwise : (found.f ?? 0);
}

export function stringOf(node: NodeProto, name: string, otherwise: string): string {
  const found = find(node, name);
  return found === undefined ? otherwise : new TextDecoder().decode(found.s);
}

export function intsOf(node: NodeProto, name: string): readonly number[] | undefined {
  return find(node, name)?.ints;
}
