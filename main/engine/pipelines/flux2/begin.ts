/** What a run begins with: noise, or a picture with as much noise as its strength asks for. */
import type { Flux2Checkpoint } from '#main/engine/checkpoint/flux2/flux2-checkpoint.ts';
import type { Canvas } from '#main/engine/edit/open-canvas.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { firstStepFor } from '#main/engine/pipelines/first-step.ts';
import { holdPlaces, type HeldPlaces } from '#main/engine/pipelines/held-places.ts';
import { learnColours, type ShowLatent } from '#main/engine/pipelines/learn-colours.ts';
import { encodeMoments, planesOf } from '#main/engine/pipelines/latent-diffusion/encode-picture.ts';
import { leaveNetwork, loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import type { Scheduler } from '#main/engine/schedulers/scheduler.ts';
import { resizePlane } from '#shared/numeric/resize.ts';
import { PIXELS_PER_PATCH, toPatches, type PatchShape } from './latent.ts';
import { flux2EncoderPlan } from './networks.ts';

/** A canvas as the transformer knows it. */
export interface PatchedCanvas {
  readonly clean: Float32Array;
  /** float32 [height / 16, width / 16], 0..1 */
  readonly mask?: Float32Array | undefined;
}

/** The encoder leaves the memory again. */
export async function learnFlux2Colours(
  context: EngineContext,
  checkpoint: Flux2Checkpoint,
): Promise<ShowLatent> {
  const plan = flux2EncoderPlan(checkpoint);
  const show = await learnColours(await loadNetwork(context, plan));
  leaveNetwork(context, plan);
  return show;
}

/** The encoder leaves the memory again. Its mean is taken, as the reference implementation does. */
export async function encodeFlux2Canvas(
  context: EngineContext,
  checkpoint: Flux2Checkpoint,
  { input, mask }: Canvas,
  shape: PatchShape,
): Promise<PatchedCanvas> {
  const { width, height } = input;
  const plan = flux2EncoderPlan(checkpoint);
  const encoder = await loadNetwork(context, plan);
  const moments = await encodeMoments(
    encoder,
    planesOf(input),
    [height, width],
    context.models.budget,
  );
  leaveNetwork(context, plan);
  const mean = moments.subarray(0, moments.length / 2);
  const clean = toPatches(mean, shape, checkpoint.autoencoder.spread);
  if (mask === undefined) return { clean };
  const [high, wide] = [height / PIXELS_PER_PATCH, width / PIXELS_PER_PATCH];
  const small = resizePlane(mask, width, height, wide, high);
  return { clean, mask: small.map((value) => Math.min(1, Math.max(0, value))) };
}

export interface Flux2Beginning {
  readonly sample: Float32Array;
  /** The first evaluation. */
  readonly from: number;
  readonly held?: HeldPlaces | undefined;
}

/** @param noise float32 [channels, height, width]; becomes the sample of a run from scratch */
export function beginFlux2(
  noise: Float32Array,
  scheduler: Scheduler,
  start:
    | { readonly canvas: PatchedCanvas; readonly steps: number; readonly strength: number }
    | undefined,
): Flux2Beginning {
  if (start === undefined) return { sample: noise, from: 0 };
  const { clean, mask } = start.canvas;
  const from = firstStepFor(scheduler, start.steps, start.strength);
  const sample = clean.slice();
  scheduler.addNoise(from, sample, noise);
  const held = mask === undefined ? undefined : holdPlaces(scheduler, clean, noise, mask);
  return { sample, from, held };
}
