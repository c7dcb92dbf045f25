/**
 * Previews by a tiny decoder, where there is one: far closer to the picture than a map of colours, and
 * far dearer. So it decodes only as often as it takes little of the whole time.
 */
import { basename, dirname } from 'node:path';
import { networkIn, openWeightFile } from '#main/engine/checkpoint/diffusion/network-files.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { writeTinyDecoder } from '#main/engine/graph/networks/autoencoder-tiny/tiny-decoder.ts';
import { originalTinyDecoder } from '#main/engine/graph/weights/layouts/taesd.ts';
import { loadModel, type Model } from '#main/engine/runtime/onnxruntime.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { resizePixels } from '#shared/numeric/resize.ts';
import { fitInside } from '#shared/numeric/geometry.ts';
import { pixelsOf } from './decode.ts';

/** Previews are looked at small. */
const MAX_SIDE = 512;
/** At most this part of the time between two of them is spent on one. */
const SHARE = 0.2;

export interface PreviewDecoder {
  /** Undefined where another one would take too much of the time. */
  draw(
    latent: ArrayLike<number>,
    shape: readonly [channels: number, height: number, width: number],
  ): Promise<Pixels | undefined>;
}

/** Throws `checkpoint.damaged`, `checkpoint.unsupported` or `engine.out-of-memory`. */
export async function openPreviewDecoder(
  context: EngineContext,
  path: string,
): Promise<PreviewDecoder> {
  const label = { id: basename(dirname(path)), file: basename(path) };
  const files = networkIn(await openWeightFile(path, label), originalTinyDecoder);
  const { models, provider, threads } = context;
  const load = (): Promise<Model> =>
    models.get(`${provider} tiny decoder ${files.key}`, files.elements * 4, async () => {
      const graph = new GraphWriter(files.weights, {
        ...{ compute: 'float32', checkpoint: label.id, file: files.file },
      });
      writeTinyDecoder(graph);
      const options = { provider, threads, weightsFolder: files.folder };
      return loadModel(graph.finish('tiny decoder'), options, label);
    });
  await load();
  let lastEnd = -Infinity;
  let lastTook = 0;
  return {
    async draw(latent, [channels, height, width]) {
      const start = performance.now();
      if (lastTook > SHARE * (start - lastEnd)) return undefined;
      const data = Float32Array.from(latent);
      const model = await load();
      const { sample } = await model.run({
        latent_sample: { data, dims: [1, channels, height, width] },
      });
      const [, , high = 0, wide = 0] = sample?.dims ?? [];
      const whole = pixelsOf(sample?.data as Float32Array, wide, high);
      lastEnd = performance.now();
      lastTook = lastEnd - start;
      return smaller(whole);
    },
  };
}

function smaller(pixels: Pixels): Pixels {
  const { width, height, rgba } = pixels;
  if (Math.max(width, height) <= MAX_SIDE) return pixels;
  const size = fitInside(pixels, { width: MAX_SIDE, height: MAX_SIDE });
  const small = resizePixels(rgba, 4, width, height, size.width, size.height);
  return { ...size, rgba: new Uint8Array(small.buffer) };
}
