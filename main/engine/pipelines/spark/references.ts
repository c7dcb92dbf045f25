/** Pictures as part of a prompt: what they say to the U-Net, where candidates begin, and how near these come. */
import { float32, loadPart } from '#main/engine/checkpoint/load-part.ts';
import type { OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import type { Clip } from '#main/engine/clip/clip.ts';
import { openClip } from '#main/engine/clip/open-clip.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Aspect } from '#shared/domain/rank.ts';
import type { CheckpointRef, Pixels, ReferencePicture } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { contain } from '#shared/numeric/geometry.ts';
import { dot } from '#shared/numeric/vector.ts';
import { toPlanes } from './to-planes.ts';

/** Of all steps those that the drawing of a reference of full weight takes the place of. */
const MOST_BEGUN = 0.35;

/** A direction that the prediction is pulled in; with a negative weight, pushed from. */
export interface Pull {
  /** float32 [dimensions], of length 1, in the space that the U-Net knows. */
  readonly embedding: Float32Array;
  /** -1..1; those above 0 add up to at most 1. */
  readonly weight: number;
}

export interface References {
  readonly pulls: readonly Pull[];
  /**
   * What the candidates begin with, besides noise, float32 [channels, height, width]: meaning says
   * what a picture shows, but only the picture where. Absent where nothing draws them near.
   */
  readonly beginning?: Float32Array | undefined;
  /** In the ranking CLIP's space: what candidates are compared with where there are no words. */
  readonly meaning?: Float32Array | undefined;
  /** What is to be said of a candidate's nearness; none without references. */
  aspectsOf(embedding: Float32Array): readonly Aspect[];
}

const NONE: References = { pulls: [], aspectsOf: () => [] };

/** Throws `generate.references-unsupported`, and what loading a part throws. */
export async function openReferences(
  context: EngineContext,
  checkpoint: OpenCheckpoint,
  { own: ref, ranking }: { readonly own: CheckpointRef; readonly ranking: Clip },
  pictures: readonly ReferencePicture[] = [],
): Promise<References> {
  if (pictures.length === 0) return NONE;
  const { parts, name, clip, latent } = checkpoint.manifest;
  if (parts.reference === undefined) {
    throw new EaselError('generate.references-unsupported', { checkpoint: name });
  }
  const embeds = float32('any', clip.dimensions);
  const map = await loadPart(context, checkpoint, 'reference', {
    inputs: { image_embeds: embeds },
    outputs: { clip_embeds: embeds },
  });
  const own = await openClip(context, ref);
  const shown = pictures.map(({ pixels }) => pixels);
  // The map is from the checkpoint's own CLIP; who ranks may be another one.
  const [meant, seen] = [await own.embedPictures(shown), await ranking.embedPictures(shown)];
  const mapped: Float32Array[] = [];
  for (const data of meant) {
    const out = await map.run({ image_embeds: { data, dims: [1, clip.dimensions] } });
    mapped.push((out['clip_embeds']?.data as Float32Array).slice());
  }
  const weights = pictures.map(({ weight }) => weight);
  const drawn = sum(weights.map((weight) => Math.max(0, weight)));
  const share = 1 / Math.max(1, drawn);
  return {
    pulls: mapped.map((embedding, at) => {
      const weight = weights[at]!;
      return { embedding, weight: weight > 0 ? weight * share : weight };
    }),
    beginning: drawn === 0 ? undefined : meanOf(pictures, latent),
    meaning: drawn === 0 ? undefined : mixOf(seen, weights),
    aspectsOf: (embedding) => [{ kind: 'reference', raw: nearness(embedding, seen, weights) }],
  };
}

/**
 * The share of the steps that is run when candidates begin with these pictures, as of image to
 * image: 1 begins with noise alone. Where several differ less is taken of their mean, as that is no
 * drawing.
 */
export function strengthFor(pictures: readonly Pick<ReferencePicture, 'weight'>[] = []): number {
  const near = pictures.map(({ weight }) => Math.max(0, weight));
  const total = sum(near);
  if (total === 0) return 1;
  const agreement = sum(near.map((weight) => weight ** 2)) / total ** 2;
  return 1 - MOST_BEGUN * Math.min(1, total) * agreement;
}

/** The mean of what draws them near, by weight. */
function meanOf(
  pictures: readonly ReferencePicture[],
  { width, height }: OpenCheckpoint['manifest']['latent'],
): Float32Array {
  const near = pictures.filter(({ weight }) => weight > 0);
  const total = sum(near.map(({ weight }) => weight));
  const mean = new Float32Array(4 * width * height);
  for (const { pixels, weight } of near) {
    const planes = toPlanes(fitted(pixels), width, height);
    for (let at = 0; at < mean.length; at += 1) mean[at]! += (weight / total) * planes[at]!;
  }
  return mean;
}

/** In the middle of a square of clear ground, as Spark draws. */
function fitted(pixels: Pixels): Pixels {
  const side = Math.max(pixels.width, pixels.height);
  if (pixels.width === pixels.height) return pixels;
  const { left, top } = contain(pixels, { width: side, height: side });
  const rgba = new Uint8Array(side * side * 4);
  for (let y = 0; y < pixels.height; y += 1) {
    const row = pixels.rgba.subarray(y * pixels.width * 4, (y + 1) * pixels.width * 4);
    rgba.set(row, ((top + y) * side + left) * 4);
  }
  return { width: side, height: side, rgba };
}

/** @returns float32 of length 1: the pictures that draw near, by their weights */
function mixOf(seen: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const mix = new Float32Array(seen[0]?.length ?? 0);
  for (const [index, one] of seen.entries()) {
    const weight = Math.max(0, weights[index]!);
    for (let at = 0; at < mix.length; at += 1) mix[at]! += weight * one[at]!;
  }
  const length = Math.sqrt(dot(mix, mix));
  return mix.map((value) => value / length);
}

/** 0..1: likeness to what draws near, unlikeness to what drives away, by their weights. */
function nearness(
  embedding: Float32Array,
  seen: readonly Float32Array[],
  weights: readonly number[],
): number {
  const total = sum(weights.map(Math.abs));
  if (total === 0) return 0;
  const parts = seen.map((one, index) => {
    const likeness = Math.min(1, Math.max(0, dot(one, embedding)));
    const weight = weights[index]!;
    return weight > 0 ? weight * likeness : -weight * (1 - likeness);
  });
  return sum(parts) / total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
