/**
 * Pictures as an autoencoder knows them: encoded once for each way in which they are shown, as the
 * encoder takes about as long as a step.
 */
import type { EngineContext } from '#main/engine/engine-context.ts';
import {
  drawLatent,
  encodeMoments,
  planesOf,
} from '#main/engine/pipelines/latent-diffusion/encode-picture.ts';
import {
  leaveNetwork,
  loadNetwork,
  type NetworkPlan,
} from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { colourVaried, mirrored, squareOf } from '#shared/numeric/lesson-picture.ts';
import { resizePlane } from '#shared/numeric/resize.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { setImmediate } from 'node:timers/promises';

/** A picture, ready to be drawn latents of. */
export interface EncodedLesson {
  /** Of each way it is shown, as it is first: float32 [2 × channels, side / 8, side / 8]. */
  readonly moments: readonly Float32Array[];
  /** Pixels a side of what there was before it was brought to size, at most the size. */
  readonly ownSide: number;
}

export interface Ways {
  readonly isMirrored: boolean;
  readonly isColourVaried: boolean;
}

/** Ways in which colours are varied, beside none. */
const COLOURS = 3;
const COLOUR_SEED = 77;

/**
 * @param plan of the encoder, which is let go afterwards
 * @param side of what the network is shown, divisible by 64
 *
 * Throws what loading it throws, and CancelledError between pictures.
 */
export async function encodeLessons(
  context: EngineContext,
  plan: NetworkPlan,
  pictures: readonly Pixels[],
  side: number,
  { isMirrored, isColourVaried }: Ways,
  signal?: AbortSignal,
): Promise<EncodedLesson[]> {
  const encoder = await loadNetwork(context, plan);
  const lessons: EncodedLesson[] = [];
  for (const [at, pixels] of pictures.entries()) {
    const square = squareOf(pixels);
    const plain = resized(planesOf(square), square.width, side);
    const random = new TorchRandom(COLOUR_SEED + at);
    const shown = [plain];
    for (let more = 0; isColourVaried && more < COLOURS; more += 1) {
      shown.push(withColours(plain, random));
    }
    const moments: Float32Array[] = [];
    for (const planes of shown.flatMap((each) =>
      isMirrored ? [each, mirrored(each, side)] : [each],
    )) {
      await setImmediate();
      throwIfCancelled(signal);
      moments.push(await encodeMoments(encoder, planes, [side, side]));
    }
    lessons.push({ moments, ownSide: Math.min(side, square.width) });
  }
  leaveNetwork(context, plan);
  return lessons;
}

/** One of the ways at random, and a latent of it: float32 [channels, side / 8, side / 8]. */
export function latentOf(
  { moments }: EncodedLesson,
  scalingFactor: number,
  random: TorchRandom,
): Float32Array {
  const shown = moments[Math.floor(random.uniform() * moments.length)]!;
  return drawLatent(shown, scalingFactor, (length) => random.normal(length));
}

/** The latent in the middle of what the encoder says of the picture as it is. */
export function plainLatent({ moments }: EncodedLesson, scalingFactor: number): Float32Array {
  return drawLatent(moments[0]!, scalingFactor, (length) => new Float32Array(length));
}

function resized(planes: Float32Array, from: number, to: number): Float32Array {
  const out = new Float32Array(3 * to * to);
  for (let channel = 0; channel < 3; channel += 1) {
    const plane = planes.subarray(channel * from * from, (channel + 1) * from * from);
    out.set(resizePlane(plane, from, from, to, to), channel * to * to);
  }
  return out.map((value) => Math.min(1, Math.max(-1, value)));
}

/** Nothing of these pictures is clear. */
function withColours(planes: Float32Array, random: TorchRandom): Float32Array {
  const opaque = new Float32Array((planes.length / 3) * 4).fill(1);
  opaque.set(planes);
  return colourVaried(opaque, () => random.uniform()).slice(0, planes.length);
}
