/**
 * What inpainting networks are shown besides the noisy latent: where something is missing, and the
 * picture without it (Rombach et al. 2022, 4.5; nine channels instead of four).
 */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { Canvas } from '#main/engine/edit/open-canvas.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { NoiseSource } from '#main/engine/schedulers/scheduler.ts';
import { drawLatent, encodeMoments, planesOf } from './encode-picture.ts';
import { PIXELS_PER_PLACE } from './guided-unet.ts';
import { leaveNetwork, loadNetwork } from './load-network.ts';
import { encoderPlan } from './networks.ts';

/** From here on a place is missing: these networks know no halves. */
const MISSING_FROM = 0.5;

export interface HiddenParts {
  /** float32 [height / 8, width / 8]: 1 is missing, 0 is there */
  readonly missing: Float32Array;
  /** Of the picture without what is missing: mean and logarithm of the variance. */
  readonly moments: Float32Array;
  readonly scalingFactor: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Without a picture, or without a mask, all is missing. The encoder leaves the memory again. */
export async function hideParts(
  context: EngineContext,
  checkpoint: DiffusionCheckpoint,
  canvas: Canvas | undefined,
  { width, height }: Size,
): Promise<HiddenParts> {
  const plan = encoderPlan(checkpoint);
  const encoder = await loadNetwork(context, plan);
  const mask = canvas?.mask ?? new Float32Array(width * height).fill(1);
  const planes =
    canvas === undefined ? new Float32Array(3 * width * height) : planesOf(canvas.input);
  const { scalingFactor } = checkpoint.autoencoder;
  const size = { width, height };
  const hidden = await hide(encoder, planes, mask, size, scalingFactor, context.models.budget);
  leaveNetwork(context, plan);
  return hidden;
}

/**
 * @param planes float32 [3, height, width] in −1..1; changed: what is missing becomes grey
 * @param mask float32 [height, width], 0..1
 */
export async function hide(
  encoder: Model,
  planes: Float32Array,
  mask: Float32Array,
  { width, height }: Size,
  scalingFactor: number,
  budgetBytes = Infinity,
): Promise<HiddenParts> {
  for (let at = 0; at < planes.length; at += 1) {
    if ((mask[at % mask.length] ?? 1) >= MISSING_FROM) planes[at] = 0;
  }
  const [high, wide] = [height / PIXELS_PER_PLACE, width / PIXELS_PER_PLACE];
  const missing = Float32Array.from({ length: high * wide }, (_, place) => {
    const y = Math.floor(place / wide) * PIXELS_PER_PLACE;
    const x = (place % wide) * PIXELS_PER_PLACE;
    return (mask[y * width + x] ?? 1) >= MISSING_FROM ? 1 : 0;
  });
  const moments = await encodeMoments(encoder, planes, [height, width], budgetBytes);
  return { missing, moments, scalingFactor };
}

/** What goes beside the latent of one candidate: float32 [5, height / 8, width / 8]. */
export function besideLatent(
  { missing, moments, scalingFactor }: HiddenParts,
  noise: NoiseSource,
): Float32Array {
  const kept = drawLatent(moments, scalingFactor, noise);
  const beside = new Float32Array(missing.length + kept.length);
  beside.set(missing);
  beside.set(kept, missing.length);
  return beside;
}
