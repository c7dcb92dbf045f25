/** Enlarges drawings by a checkpoint's own upscaler, tile after tile, with nothing to see of that. */
import { setImmediate } from 'node:timers/promises';
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { cutOut } from '#shared/numeric/cut-out.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { toPlanes } from '#main/engine/pipelines/spark/to-planes.ts';
import type { Pixels, UpscaleEvent, UpscaleParams } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { keepToSource } from './keep-to-source.ts';
import { loadUpscaler } from './load-upscaler.ts';
import { writeTile } from './write-tile.ts';

/** Pixels of the source to a side that are kept of each tile. */
const TILE = 128;
/** How far the network looks around a pixel, and what holding it to the source reaches beyond that. */
const MARGIN = 24;

/**
 * The picture, the checkpoint's factor larger: straight RGBA; what is clear or opaque all around
 * stays exactly so.
 *
 * Throws `checkpoint.*`, `engine.out-of-memory` and CancelledError.
 */
export async function upscalePicture(
  context: EngineContext,
  { checkpoint: ref, picture }: UpscaleParams,
  emit: (event: UpscaleEvent) => void,
  signal: AbortSignal,
): Promise<Pixels> {
  const checkpoint = await openCheckpoint(ref);
  const upscaler = await loadUpscaler(context, checkpoint);
  const factor = checkpoint.manifest.upscale;
  const [width, height] = [picture.width * factor, picture.height * factor];
  const made: Pixels = { width, height, rgba: new Uint8Array(width * height * 4) };
  const tiles = tilesOf(picture);
  for (const [index, inner] of tiles.entries()) {
    // Lets messages in: a cancel may be among them.
    await setImmediate();
    throwIfCancelled(signal);
    const outer = {
      left: inner.left - MARGIN,
      top: inner.top - MARGIN,
      width: inner.width + 2 * MARGIN,
      height: inner.height + 2 * MARGIN,
    };
    // Beyond the border it goes on as on it: the network would take nothing for grey.
    const part = cutOut(picture, outer);
    const sample = toPlanes(part, outer.width, outer.height);
    const { sample_up: out } = await upscaler.run({
      sample: { data: sample, dims: [1, 4, outer.height, outer.width] },
    });
    const large = (out?.data as Float32Array).slice();
    keepToSource(large, sample, { ...outer, factor });
    writeTile(made, inner, { part, large, margin: MARGIN, factor });
    emit({ type: 'progress', fraction: (index + 1) / tiles.length });
  }
  return made;
}

function tilesOf({ width, height }: Pixels) {
  const rows = Array.from({ length: Math.ceil(height / TILE) }, (_, row) => row * TILE);
  const columns = Array.from({ length: Math.ceil(width / TILE) }, (_, column) => column * TILE);
  return rows.flatMap((top) =>
    columns.map((left) => ({
      ...{ left, top },
      width: Math.min(TILE, width - left),
      height: Math.min(TILE, height - top),
    })),
  );
}
