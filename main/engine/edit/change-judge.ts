/**
 * How good a change is, besides what the picture shows: whether it goes where the words go
 * (directional CLIP similarity: Gal et al., StyleGAN-NADA, 2022), and how much of the drawing stays.
 */
import type { Clip } from '#main/engine/clip/clip.ts';
import type { Aspect } from '#shared/domain/rank.ts';
import type { Pixels, StartPicture } from '#shared/engine-protocol/messages.ts';
import { dot } from '#shared/numeric/vector.ts';
import { cosineOf, edgesOf } from './edges.ts';
import type { Canvas } from './open-canvas.ts';

/**
 * @param view the changed region as the canvas shows it
 * @param embedding of that view, L2-normalised
 * @param text of the words that were asked for, L2-normalised
 */
export type ChangeJudge = (
  view: Pixels,
  embedding: Float32Array,
  text: Float32Array,
) => readonly Aspect[];

export async function openChangeJudge(
  clip: Clip,
  canvas: Canvas,
  start: StartPicture,
): Promise<ChangeJudge> {
  const [source] = await clip.embedPictures([canvas.input]);
  if (start.isVaried === true) return (_, embedding) => nearnessTo(source, embedding);
  const [described] = await clip.embedText([start.words ?? []]);
  const edges = edgesOf(canvas.input);
  return (view, embedding, text) => {
    if (source === undefined || described === undefined) return [];
    const raw = (1 + cosineOf(between(source, embedding), between(described, text))) / 2;
    const direction: Aspect = { kind: 'direction', raw };
    // Behind a mask nothing is to be kept; outside of it everything is, by construction.
    if (canvas.mask !== undefined) return [direction];
    return [direction, { kind: 'kept', raw: Math.max(0, cosineOf(edges, edgesOf(view))) }];
  };
}

/** A variation is to be near, whatever else it is. */
function nearnessTo(source: Float32Array | undefined, embedding: Float32Array): readonly Aspect[] {
  if (source === undefined) return [];
  return [{ kind: 'reference', raw: Math.min(1, Math.max(0, dot(source, embedding))) }];
}

function between(from: Float32Array, to: Float32Array): Float32Array {
  return to.map((value, at) => value - (from[at] ?? 0));
}
