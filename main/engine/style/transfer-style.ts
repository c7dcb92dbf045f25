/**
 * A picture in the manner of another one, without any trained network: over a pyramid from coarse to
 * fine its patches are exchanged for the nearest ones of the reference (Granot et al., "Drop the GAN",
 * CVPR 2022), and its own lights and shapes are held while that is done.
 */
import { setImmediate } from 'node:timers/promises';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { DEFAULT_STYLE_STRENGTH } from '#shared/domain/edit.ts';
import type { Pixels, TransferStyleParams } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { fitInside, shrinkInside } from '#shared/numeric/geometry.ts';
import { resizePixels } from '#shared/numeric/resize.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { holdContent } from './hold-content.ts';
import { exchangePatches, modelOf } from './exchange-patches.ts';
import { loadNearestGraphs } from './nearest-graphs.ts';
import { loadPatchGraphs } from './patch-graphs.ts';
import { pixelsFrom, planesFrom, resized, type Planes } from './planes.ts';
import { recoloured } from './recolour.ts';
import { relit } from './relight.ts';

export type StyleOptions = TransferStyleParams['style'];

export interface StyleHooks {
  readonly signal: AbortSignal;
  /** @param fraction 0..1 */
  readonly onProgress: (fraction: number) => void;
  /** A rough state of the whole picture. */
  readonly onPreview: (pixels: Pixels) => void;
}

/** Larger pictures are worked on at this size and brought up again. */
export const MOST_SIDE = 1024;
/** Smaller pictures are worked on as large as this, where strokes have room, and brought down again. */
const LEAST_WORKED = 384;
/** On a smaller side there is no room for patches to be told apart. */
const LEAST_SIDE = 24;
/** Exchanges at each level; each counts a little less, so that the seams between patches settle. */
const STEPS = 5;
const FADING = 0.12;
/** Squared colour distance of patches that counts as near: smaller uses the reference more evenly. */
const EVENNESS = 0.5;
/** Shares of the reference's lights that a picture gets before its patches are exchanged, and after. */
const RELIT = 0.8;
const TONED = 0.5;
/** Below this strength the picture itself shines through. */
const FULL_FROM = 0.3;

interface Level {
  readonly width: number;
  readonly height: number;
}

/** Throws `engine.out-of-memory` and CancelledError. The result has the picture's size and alpha. */
export async function transferStyle(
  context: EngineContext,
  picture: Pixels,
  reference: Pixels,
  options: StyleOptions,
  { signal, onProgress, onPreview }: StyleHooks,
): Promise<Pixels> {
  if (options.strength === 0) return { ...picture, rgba: picture.rgba.slice() };
  const graphs = { ...(await loadPatchGraphs(context)), ...(await loadNearestGraphs(context)) };
  const random = new TorchRandom(options.seed);
  const rest = async (): Promise<void> => {
    // Lets messages in: a cancel may be among them.
    await setImmediate();
    throwIfCancelled(signal);
  };
  const whole = workingSize(picture);
  const { content, model } = coloursOf(
    resized(planesFrom(picture), whole.width, whole.height),
    planesFrom(reference),
    options,
  );
  const levels = levelsOf(whole, options.strength);
  const total = levels.length * STEPS;
  let state = resized(content, levels[0]!.width, levels[0]!.height);
  let before = state;
  for (const [number, { width, height }] of levels.entries()) {
    const own = resized(content, width, height);
    state = number === 0 ? copyOf(own) : carriedOver(state, before, own, options.strength);
    before = own;
    const scaled = modelOf(atScale(model, whole, { width, height }, options.strokeSize), random);
    for (let step = 0; step < STEPS; step += 1) {
      const share = 1 - step * FADING;
      await exchangePatches(graphs, state, scaled, random, { evenness: EVENNESS, share, rest });
      holdContent(state, own, options.strength);
      onProgress((number * STEPS + step + 1) / total);
    }
    if (number < levels.length - 1) onPreview(pixelsFrom(state));
  }
  if (options.colours === 'reference') {
    const like = atScale(model, whole, whole, options.strokeSize);
    state = relit(state, like, TONED * fullness(options), 0);
  }
  shineThrough(state, resized(planesFrom(picture), whole.width, whole.height), options.strength);
  return restored(state, picture);
}

/** Small enough to be quick, and with room for patches even where the picture is a line. */
function workingSize(picture: Pixels): Level {
  const isSmall = Math.max(picture.width, picture.height) < LEAST_WORKED;
  const { width, height } = isSmall
    ? fitInside(picture, { width: LEAST_WORKED, height: LEAST_WORKED })
    : shrinkInside(picture, { width: MOST_SIDE, height: MOST_SIDE });
  return { width: Math.max(LEAST_SIDE, width), height: Math.max(LEAST_SIDE, height) };
}

function coloursOf(
  content: Planes,
  model: Planes,
  options: StyleOptions,
): { content: Planes; model: Planes } {
  if (options.colours === 'picture') return { content, model: recoloured(model, content) };
  const like = atScale(model, content, content, options.strokeSize);
  return { content: relit(recoloured(content, model), like, RELIT * fullness(options)), model };
}

/** How much of the lights is taken over: all that is ever taken from the usual strength on. */
function fullness({ strength }: StyleOptions): number {
  return Math.min(1, strength / DEFAULT_STYLE_STRENGTH);
}

/** From coarse to fine by halves; the stronger, the coarser the first. */
function levelsOf(whole: Level, strength: number): Level[] {
  const depth = 2 + Math.round(2 * strength);
  const levels: Level[] = [];
  for (let halvings = depth; halvings >= 0; halvings -= 1) {
    const width = Math.round(whole.width / 2 ** halvings);
    const height = Math.round(whole.height / 2 ** halvings);
    if (halvings === 0 || Math.min(width, height) >= LEAST_SIDE) levels.push({ width, height });
  }
  return levels;
}

/** The reference as large beside this level as it is beside the whole picture. */
export function atScale(model: Planes, whole: Level, level: Level, strokeSize: number): Planes {
  const scale =
    (Math.max(level.width, level.height) / Math.max(whole.width, whole.height)) * strokeSize;
  const size = fitInside(model, {
    width: Math.max(LEAST_SIDE, Math.min(MOST_SIDE, Math.round(model.width * scale))),
    height: Math.max(LEAST_SIDE, Math.min(MOST_SIDE, Math.round(model.height * scale))),
  });
  return resized(model, Math.max(LEAST_SIDE, size.width), Math.max(LEAST_SIDE, size.height));
}

/** The last level's result, larger, with a share of the picture's own finer drawing. */
function carriedOver(state: Planes, before: Planes, own: Planes, strength: number): Planes {
  const { width, height } = own;
  const larger = resized(state, width, height);
  const coarse = resized(before, width, height);
  const share = 1 - strength;
  const data = larger.data.map((value, at) =>
    Math.min(1, Math.max(0, value + share * (own.data[at]! - coarse.data[at]!))),
  );
  return { width, height, data };
}

function shineThrough(state: Planes, picture: Planes, strength: number): void {
  const share = Math.min(1, strength / FULL_FROM);
  for (let at = 0; at < state.data.length; at += 1) {
    const own = picture.data[at]!;
    state.data[at] = own + share * (state.data[at]! - own);
  }
}

function copyOf(planes: Planes): Planes {
  return { ...planes, data: planes.data.map((value) => Math.min(1, Math.max(0, value))) };
}

function restored(state: Planes, { width, height, rgba }: Pixels): Pixels {
  const small = pixelsFrom(state);
  const isWhole = small.width === width && small.height === height;
  const out = isWhole
    ? small.rgba
    : resizePixels(small.rgba, 4, small.width, small.height, width, height);
  for (let at = 3; at < out.length; at += 4) out[at] = rgba[at]!;
  return { width, height, rgba: new Uint8Array(out.buffer) };
}
