/** Where a graph is cut into blocks that are computed again, and what is kept without that. */
import type { NodeProto } from '#main/engine/graph/onnx/model.ts';
import type { Shapes } from './graph/measure-shapes.ts';

/** Runs are cut where little crosses, near each of so many equal shares of what is kept. */
const BLOCKS = 16;
/** How far from that place a cut may lie, in shares. */
const LEEWAY = 0.4;

/**
 * Cuts the nodes into blocks at waists: places that few bytes cross, as between two residual blocks or
 * two layers of attention.
 *
 * @param nodes in an order in which they can be computed
 */
export function chooseBlocks(nodes: readonly NodeProto[], shapes: Shapes): NodeProto[][] {
  const made = new Map<string, number>();
  const lastRead = new Map<string, number>();
  nodes.forEach((node, at) => {
    for (const name of node.output) if (name !== '') made.set(name, at);
    for (const name of node.input) lastRead.set(name, at);
  });
  // 1. What crosses the place behind each node, and what has been made up to there.
  const change = new Float64Array(nodes.length + 1);
  const total = new Float64Array(nodes.length);
  let sum = 0;
  nodes.forEach((node, at) => {
    for (const name of node.output) {
      const size = name === '' ? 0 : countOf(shapes.get(name) ?? []);
      sum += size;
      change[at]! += size;
      change[lastRead.get(name) ?? at]! -= size;
    }
    total[at] = sum;
  });
  const crossing = new Float64Array(nodes.length);
  let now = 0;
  nodes.forEach((_, at) => {
    now += change[at]!;
    crossing[at] = now;
  });
  // 2. The narrowest place near each share.
  const cuts: number[] = [];
  for (let part = 1; part < BLOCKS; part += 1) {
    const [low, high] = [part - LEEWAY, part + LEEWAY].map((share) => (sum * share) / BLOCKS);
    let best: number | undefined;
    for (let at = (cuts.at(-1) ?? -1) + 1; at < nodes.length; at += 1) {
      if (total[at]! < low! || total[at]! > high!) continue;
      if (best === undefined || crossing[at]! < crossing[best]!) best = at;
    }
    if (best !== undefined) cuts.push(best);
  }
  return [...cuts, nodes.length - 1].map((end, part) =>
    nodes.slice(part === 0 ? 0 : cuts[part - 1]! + 1, end + 1),
  );
}

/**
 * Bytes of what nodes make on the way there that others read on the way back.
 *
 * @param there float32 is what they make; shapes and positions are small beside it
 */
export function keptBytes(
  there: readonly NodeProto[],
  back: readonly NodeProto[],
  shapes: Shapes,
): number {
  const made = new Set(there.flatMap(({ output }) => output));
  const kept = new Set(back.flatMap(({ input }) => input).filter((name) => made.has(name)));
  return [...kept].reduce((sum, name) => sum + 4 * countOf(shapes.get(name) ?? []), 0);
}

function countOf(dims: readonly number[]): number {
  return dims.reduce((count, side) => count * side, 1);
}
