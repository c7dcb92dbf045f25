/** A low-rank change of one stored tensor, as nodes of the graph that uses it. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import type { LowRank, MatrixBytes } from './open-lora.ts';

/**
 * @param weight as it is stored, in the network's precision
 * @returns weight + Σ scale × up · down, of the same shape
 *
 * All factors are constants, so the runtime computes the sum once while it loads the graph, and a
 * step costs what it costs without. Convolutions are changed as matrices [out, in × height × width].
 */
export function changedWeight(
  graph: GraphWriter,
  name: string,
  weight: Value,
  changes: readonly LowRank[],
): Value {
  const dims = graph.dimsOf(name);
  const isTurned = graph.isTransposed(name);
  let changed = weight;
  for (const [index, { up, down, mid, scale }] of changes.entries()) {
    const store = (role: string, { type, bytes }: MatrixBytes, ...shape: number[]): Value =>
      graph.constant(`${name} ${role} ${index}`, type, shape, bytes);
    const [rank = 0] = down.dims;
    const [out = 0, inner = 0] = up.dims;
    const columns = down.dims.slice(1).reduce((product, size) => product * size, 1);
    const left = graph.op('Mul', [store('up', up, out, inner), graph.number(scale)]);
    const right = store('down', down, rank, columns);
    let delta =
      mid === undefined
        ? graph.op('MatMul', [left, right])
        : takenApart(graph, left, store('mid', mid, inner, rank * areaOf(mid)), right, [
            ...[out, rank, areaOf(mid)],
          ]);
    if (isTurned) delta = graph.op('Transpose', [delta], { perm: [1, 0] });
    else if (dims.length !== 2 || mid !== undefined) {
      delta = graph.op('Reshape', [delta, graph.ints(...dims)]);
    }
    changed = graph.op('Add', [changed, delta]);
  }
  return changed;
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
  const count = (sizes: readonly number[]): number =>
    sizes.reduce((product, size) => product * size, 1);
  const [out = 0, ...inner] = dims;
  const rank = down.dims[0] ?? 0;
  const isJoined =
    mid === undefined
      ? up.dims[1] === rank
      : mid.dims.length === 4 && mid.dims[0] === up.dims[1] && mid.dims[1] === rank;
  const columns = count(down.dims.slice(1)) * (mid === undefined ? 1 : areaOf(mid));
  return (
    isJoined &&
    rank > 0 &&
    dims.length >= 2 &&
    up.dims[0] === out &&
    count(up.dims.slice(2)) === 1 &&
    columns === count(inner)
  );
}

function areaOf({ dims }: { readonly dims: readonly number[] }): number {
  return (dims[2] ?? 1) * (dims[3] ?? 1);
}

/** up [out, a] · kernel [a, b × area] · down [b, in], as [out, in, area]. */
function takenApart(
  graph: GraphWriter,
  up: Value,
  kernel: Value,
  down: Value,
  [out = 0, rank = 0, area = 0]: readonly number[],
): Value {
  const joined = graph.op('MatMul', [up, kernel]);
  const perPlace = graph.op('Reshape', [joined, graph.ints(out, rank, area)]);
  const turned = graph.op('Transpose', [perPlace], { perm: [0, 2, 1] });
  return graph.op('Transpose', [graph.op('MatMul', [turned, down])], { perm: [0, 2, 1] });
}
