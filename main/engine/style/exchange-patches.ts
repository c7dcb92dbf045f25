/**
 * Puts patches of one picture in the place of another's: each by the one that is nearest, where those
 * that were used little count as nearer (the normalised score of Granot et al., "Drop the GAN", CVPR
 * 2022), so that the whole manner comes over and not only its plainest strokes.
 */
import type { TorchRandom } from '#shared/numeric/torch-random.ts';
import { principalDirections } from './basis.ts';
import type { NearestGraphs, Points } from './nearest-graphs.ts';
import { CHANNELS, PATCH, patchesAlong, STRIDE, type PatchGraphs } from './patch-graphs.ts';
import { laidOut, partOf, patchesAt } from './patch-part.ts';
import type { Planes } from './planes.ts';

/** Numbers that patches are compared by. */
const COMPARED = 24;
/** Patches of the reference that take part in one exchange; others the next time. */
const MOST = 8192;
const SAMPLE = 3000;
const DIMENSIONS = CHANNELS * PATCH * PATCH;

/** What stays the same over the exchanges of one level. */
export interface Model {
  readonly planes: Planes;
  readonly directions: Float32Array;
}

export function modelOf(planes: Planes, random: TorchRandom): Model {
  const whole = partOf(planes, 0, 0);
  const count = patchesAlong(whole.width) * patchesAlong(whole.height);
  const places = drawPlaces(random, count, Math.min(SAMPLE, count));
  const patches = patchesAt(whole, places);
  return { planes, directions: principalDirections(patches, DIMENSIONS, COMPARED) };
}

export interface ExchangeOptions {
  /** Small: every patch of the model is used about as often; large: only likeness counts. */
  readonly evenness: number;
  /** How much of what was there is given up, 0..1. */
  readonly share: number;
  /** Is awaited many times a second, and throws when the work is no longer wanted. */
  readonly rest: () => Promise<void>;
}

/** One exchange, in place. */
export async function exchangePatches(
  graphs: PatchGraphs & NearestGraphs,
  state: Planes,
  model: Model,
  random: TorchRandom,
  { evenness, share, rest }: ExchangeOptions,
): Promise<void> {
  const offset = (): number => Math.floor(random.uniform() * STRIDE);
  const [left, top] = [offset(), offset()];
  const part = partOf(state, left, top);
  const source = partOf(model.planes, offset(), offset());
  const points = await pointsOf(graphs, part, model.directions);
  const all = await pointsOf(graphs, source, model.directions);
  const places = drawPlaces(random, all.count, Math.min(MOST, all.count));
  const others = picked(all, places);
  const reach = await graphs.reach(points, others, rest);
  const weights = reach.map((square) => 1 / (Math.max(0, square) + evenness));
  const nearest = await graphs.nearest(points, others, weights, rest);
  const chosen = nearest.map((index) => places[index]!);
  const laid = laidOut(part, source, chosen);
  for (let channel = 0; channel < CHANNELS; channel += 1) {
    for (let y = 0; y < part.height; y += 1) {
      const to = (channel * state.height + top + y) * state.width + left;
      const from = (channel * part.height + y) * part.width;
      for (let x = 0; x < part.width; x += 1) {
        state.data[to + x]! += share * (laid[from + x]! - state.data[to + x]!);
      }
    }
  }
}

async function pointsOf(
  graphs: PatchGraphs,
  part: Planes,
  directions: Float32Array,
): Promise<Points> {
  const data = await graphs.project(part.data, part.height, part.width, directions);
  return { data: data.slice(), count: data.length / COMPARED };
}

/** Different places, in no order. */
function drawPlaces(random: TorchRandom, count: number, many: number): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, at) => at);
  for (let at = 0; at < many; at += 1) {
    const other = at + Math.floor(random.uniform() * (count - at));
    [all[at], all[other]] = [all[other]!, all[at]!];
  }
  return all.slice(0, many);
}

function picked({ data, count }: Points, places: Uint32Array): Points {
  const out = new Float32Array(COMPARED * places.length);
  for (let dimension = 0; dimension < COMPARED; dimension += 1) {
    for (let at = 0; at < places.length; at += 1) {
      out[dimension * places.length + at] = data[dimension * count + places[at]!]!;
    }
  }
  return { data: out, count: places.length };
}
