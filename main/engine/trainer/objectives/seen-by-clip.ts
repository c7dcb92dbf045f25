/** Spark's pictures as its CLIP sees them, inside a graph, so that slopes come back through it. */
import type { TorchRandom } from '#shared/numeric/torch-random.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import { floatTensor } from '../graph/numbers.ts';
import type { Feeds } from '../training-graph.ts';

/** How grounds, light and depth are varied: what D must not go by (Zhao et al. 2020). */
const LIGHT = 0.2;
const DEPTH = 0.25;

/**
 * Adds a picture over `ground` [batch, 3, 1, 1], enlarged, in other light: colour × `depth` + `light`,
 * both [batch, 1, 1, 1].
 *
 * @param picture float32 [batch, 4, side, side] in -1..1, colour multiplied by alpha
 * @returns float32 [batch, 3, imageSize, imageSize] in about -1..1
 */
export function addView(
  draft: GraphDraft,
  picture: string,
  [batch, side, imageSize]: readonly [batch: number, side: number, imageSize: number],
): string {
  const channels = (start: number, end: number): string =>
    draft.op('Slice', [picture, draft.ints([start]), draft.ints([end]), draft.ints([1])]);
  const ground = draft.input('ground', 'float32', [batch, 3, 1, 1]);
  const light = draft.input('light', 'float32', [batch, 1, 1, 1]);
  const depth = draft.input('depth', 'float32', [batch, 1, 1, 1]);
  // In 0..1: colour + (1 - alpha) × ground; brought back to -1..1.
  const clear = draft.op('Sub', [draft.number(1), channels(3, 4)]);
  const under = draft.op('Mul', [clear, ground]);
  const whole = draft.op('Add', [channels(0, 3), under]);
  const larger = draft.op('MatMul', [
    constant(draft, 'rows', [imageSize, side], spread(side, imageSize)),
    draft.op('MatMul', [
      whole,
      draft.transpose(
        constant(draft, 'columns', [imageSize, side], spread(side, imageSize)),
        [1, 0],
      ),
    ]),
  ]);
  return draft.op('Add', [draft.op('Mul', [larger, depth]), light]);
}

/** One view a row; real and made pictures of a row get the same. */
export function drawViews(batch: number, random: TorchRandom): Feeds {
  const around = (middle: number, spreadBy: number): number =>
    middle + spreadBy * (2 * random.uniform() - 1);
  const rows = Array.from({ length: batch }, () => ({
    ground: [random.uniform(), random.uniform(), random.uniform()],
    light: around(0, LIGHT),
    depth: around(1, DEPTH),
  }));
  return {
    ground: {
      data: Float32Array.from(rows.flatMap(({ ground }) => ground)),
      dims: [batch, 3, 1, 1],
    },
    light: { data: Float32Array.from(rows, ({ light }) => light), dims: [batch, 1, 1, 1] },
    depth: { data: Float32Array.from(rows, ({ depth }) => depth), dims: [batch, 1, 1, 1] },
  };
}

/** Bilinear enlargement of a row as a matrix [to, from], pixel centres kept in place. */
function spread(from: number, to: number): Float32Array {
  const matrix = new Float32Array(to * from);
  for (let at = 0; at < to; at += 1) {
    const place = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5));
    const [low, share] = [Math.floor(place), place % 1];
    matrix[at * from + low]! += 1 - share;
    matrix[at * from + Math.min(from - 1, low + 1)]! += share;
  }
  return matrix;
}

function constant(
  draft: GraphDraft,
  word: string,
  dims: readonly number[],
  data: Float32Array,
): string {
  const name = draft.fresh(word);
  draft.initializers.set(name, floatTensor(name, dims, data));
  return name;
}
