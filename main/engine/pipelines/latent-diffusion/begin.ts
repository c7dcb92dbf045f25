/** What a run begins with: noise, or a picture with as much noise as its strength asks for. */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { Canvas } from '#main/engine/edit/open-canvas.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { firstStepFor } from '#main/engine/pipelines/first-step.ts';
import { holdPlaces, type HeldPlaces } from '#main/engine/pipelines/held-places.ts';
import type { NoiseSource, Scheduler } from '#main/engine/schedulers/scheduler.ts';
import { resizePlane } from '#shared/numeric/resize.ts';
import { scaleNoise } from './denoise.ts';
import { drawLatent, encodeMoments, planesOf } from './encode-picture.ts';
import { PIXELS_PER_PLACE } from './guided-unet.ts';
import { leaveNetwork, loadNetwork } from './load-network.ts';
import { encoderPlan } from './networks.ts';

export interface Beginning {
  readonly sample: Float32Array;
  /** The first evaluation. */
  readonly from: number;
  /** Absent where everything may change. */
  readonly held?: HeldPlaces | undefined;
}

/** A canvas as the U-Net knows it. */
export interface EncodedCanvas {
  readonly moments: Float32Array;
  readonly scalingFactor: number;
  /** float32 [height / 8, width / 8], 0..1 */
  readonly mask?: Float32Array | undefined;
}

export function fromNoise(noise: Float32Array, scheduler: Scheduler): Beginning {
  return { sample: scaleNoise(noise, scheduler), from: 0 };
}

/** The encoder leaves the memory again: it is needed once. */
export async function encodeCanvas(
  context: EngineContext,
  checkpoint: DiffusionCheckpoint,
  { input, mask }: Canvas,
): Promise<EncodedCanvas> {
  const { width, height } = input;
  const plan = encoderPlan(checkpoint);
  const encoder = await loadNetwork(context, plan);
  const moments = await encodeMoments(
    encoder,
    planesOf(input),
    [height, width],
    context.models.budget,
  );
  leaveNetwork(context, plan);
  const [high, wide] = [height / PIXELS_PER_PLACE, width / PIXELS_PER_PLACE];
  return {
    moments,
    scalingFactor: checkpoint.autoencoder.scalingFactor,
    mask: mask === undefined ? undefined : unit(resizePlane(mask, width, height, wide, high)),
  };
}

/** The latent is drawn first, then the noise, as the reference implementations do. */
export function fromPicture(
  { moments, scalingFactor, mask }: EncodedCanvas,
  scheduler: Scheduler,
  run: { readonly steps: number; readonly strength: number; readonly noise: NoiseSource },
): Beginning {
  const clean = drawLatent(moments, scalingFactor, run.noise);
  const noise = run.noise(clean.length);
  const from = firstStepFor(scheduler, run.steps, run.strength);
  const sample = clean.slice();
  scheduler.addNoise(from, sample, noise);
  const held = mask === undefined ? undefined : holdPlaces(scheduler, clean, noise, mask);
  return { sample, from, held };
}

function unit(plane: Float32Array): Float32Array {
  return plane.map((value) => Math.min(1, Math.max(0, value)));
}
