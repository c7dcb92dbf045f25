/** How good a change of manner is: how much of the drawing stays, and how much of the manner is taken. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import { cosineOf, edgesOf } from '#main/engine/edit/edges.ts';
import type { Aspect } from '#shared/domain/rank.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { shrinkInside } from '#shared/numeric/geometry.ts';
import { patchDistance } from './patch-distance.ts';
import { loadPatchGraphs } from './patch-graphs.ts';
import { pixelsFrom, planesFrom, resized, type Planes } from './planes.ts';
import { recoloured } from './recolour.ts';
import { atScale, type StyleOptions } from './transfer-style.ts';

/** Pictures are looked at no larger than this. */
const SIDE = 256;
/** Room for a few patches. */
const LEAST_SIDE = 24;

/**
 * `kept`: how alike the edges are; `reference`: the share of the distance between the patches of the
 * picture and those of the reference, at its strokes' size, that is gone. Both 0..1.
 */
export async function judgeStyle(
  context: EngineContext,
  picture: Pixels,
  reference: Pixels,
  made: Pixels,
  { strokeSize, colours }: StyleOptions,
): Promise<readonly Aspect[]> {
  const graphs = await loadPatchGraphs(context);
  const [before, after] = [small(picture), small(made)];
  const whole = planesFrom(reference);
  const palette = colours === 'picture' ? recoloured(whole, before) : whole;
  const like = atScale(palette, picture, before, strokeSize);
  const far = await patchDistance(graphs, before, like);
  const near = await patchDistance(graphs, after, like);
  const edges = cosineOf(edgesOf(pixelsFrom(before)), edgesOf(pixelsFrom(after)));
  return [
    { kind: 'kept', raw: unit(edges) },
    { kind: 'reference', raw: far < 1e-9 ? 1 : unit(1 - near / far) },
  ];
}

function small(pixels: Pixels): Planes {
  const { width, height } = shrinkInside(pixels, { width: SIDE, height: SIDE });
  const [wide, high] = [Math.max(LEAST_SIDE, width), Math.max(LEAST_SIDE, height)];
  return resized(planesFrom(pixels), wide, high);
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value));
}
