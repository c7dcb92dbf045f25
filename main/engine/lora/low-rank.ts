/** A low-rank change of one stored tensor, as nodes of the graph that uses it. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import type { TensorBytes } from '#main/engine/graph/weights/tensor-bytes.ts';
import type { LowRank } from './open-lora.ts';

/**
 * @param weight as it is stored, in the network's precision
 * @returns weight + Σ scale × up · down, of the same shape
 *
 * One product that begins at the weight instead of at zero, so that nothing but the result is made
 * beside it. All factors are constants: a runtime that keeps weights in a copy computes it once while it
 * loads the graph, one that reads them from their file just before it needs them. Convolutions are
 * changed as matrices [out, in × height × width].
 */
export function changedWeight(
  graph: GraphWriter,
  name: string,
  weight: Value,
  changes: readonly LowRank[],
): Value {
  const dims = graph.dimsOf(name);
  const isTurned = graph.isTransposed(name);
  const isMatrix = dims.length === 2;
  const [rows = 0, ...inner] = dims;
  const matrix = (value: Value): Value =>
    isMatrix ? value : graph.op('Reshape', [value, graph.ints(rows, product(inner))]);
  let changed = matrix(weight);
  for (const [index, change] of changes.entries()) {
    const { left, right } = factors(graph, `${name} ${index}`, change);
    changed = isTurned
      ? graph.op('Gemm', [right, left, changed], {
          ...{ alpha: change.scale, transA: { int: 1 }, transB: { int: 1 } },
        })
      : graph.op('Gemm', [left, right, changed], { alpha: change.scale });
  }
  return isMatrix ? changed : graph.op('Reshape', [changed, graph.ints(...dims)]);
}

/** @returns left [out, rank] and right [rank, in × area] */
function factors(
  graph: GraphWriter,
  name: string,
  { up, down, mid }: LowRank,
): { readonly left: Value; readonly right: Value } {
  const store = (role: string, { type, bytes }: TensorBytes, ...shape: number[]): Value =>
    graph.constant(`${name} ${role}`, type, shape, bytes);
  const [rank = 0] = down.dims;
  const [out = 0, inner = 0] = up.dims;
  const left = store('up', up, out, inner);
  const right = store('down', down, rank, product(down.dims.slice(1)));
  if (mid === undefined) return { left, right };
  return {
    left,
    right: takenApart(graph, store('mid', mid, inner, rank, areaOf(mid)), right, inner),
  };
}

/** Whether a change is one of a tensor of these sizes, [out, in, …]. */
export function fits(
  {
    up,
    down,
    mid,
  }: Record<'up' | 'down', { readonly dims: readonly number[] }> & {
    readonly mid?: { readonly dims: readonly number[] };
  },
  dims: readonly number[],
): boolean {
  const [out = 0, ...inner] = dims;
  const rank = down.dims[0] ?? 0;
  const isJoined =
    mid === undefined
      ? up.dims[1] === rank
      : mid.dims.length === 4 && mid.dims[0] === up.dims[1] && mid.dims[1] === rank;
  const columns = product(down.dims.slice(1)) * (mid === undefined ? 1 : areaOf(mid));
  return (
    isJoined &&
    rank > 0 &&
    dims.length >= 2 &&
    up.dims[0] === out &&
    product(up.dims.slice(2)) === 1 &&
    columns === product(inner)
  );
}

function areaOf({ dims }: { readonly dims: readonly number[] }): number {
  return (dims[2] ?? 1) * (dims[3] ?? 1);
}

/** kernel [a, b, area] · down [b, in], as [a, in × area]. */
function takenApart(graph: GraphWriter, kernel: Value, down: Value, inner: number): Value {
  const turned = graph.op('Transpose', [kernel], { perm: [0, 2, 1] });
  const joined = graph.op('MatMul', [turned, down]);
  const perPlace = graph.op('Transpose', [joined], { perm: [0, 2, 1] });
  return graph.op('Reshape', [perPlace, graph.ints(inner, -1)]);
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
