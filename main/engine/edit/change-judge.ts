/**
 * How good a change is, besides what the picture shows: whether it goes where the words go
 * (directional CLIP similarity: Gal et al., StyleGAN-NADA, 2022), and how much of the drawing stays.
 */
import type { Clip } from '#main/engine/clip/clip.ts';
import type { Aspect } from '#shared/domain/rank.ts';
import type { Pixels, StartPicture } from '#shared/engine-protocol/messages.ts';
import { compositeOver } from '#shared/numeric/colour.ts';
import { dot } from '#shared/numeric/vector.ts';
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

/** 0 where one of them has no length: no change goes nowhere. */
function cosineOf(a: Float32Array, b: Float32Array): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths < 1e-12 ? 0 : dot(a, b) / lengths;
}

/** Steepness of the lightness over white at every pixel: float32 [height − 1, width − 1]. */
function edgesOf({ width, height, rgba }: Pixels): Float32Array {
  const rgb = compositeOver(rgba, [255, 255, 255]);
  const light = (x: number, y: number): number => {
    const at = (y * width + x) * 3;
    return 0.2126 * (rgb[at] ?? 0) + 0.7152 * (rgb[at + 1] ?? 0) + 0.0722 * (rgb[at + 2] ?? 0);
  };
  const out = new Float32Array((width - 1) * (height - 1));
  for (let y = 0; y < height - 1; y += 1) {
    for (let x = 0; x < width - 1; x += 1) {
      const here = light(x, y);
      out[y * (width - 1) + x] = Math.hypot(light(x + 1, y) - here, light(x, y + 1) - here);
    }
  }
  return out;
}
