/** Pictures of a dataset to look at: as they are, and as a network will be shown them. */
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import type { DatasetId } from '#shared/domain/dataset.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { colourVaried, mirrored, squareOf } from '#shared/numeric/lesson-picture.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import type { Datasets } from './datasets.ts';

/** Pixels a side that a network's pictures are enlarged to. */
const SHOWN_SIDE = 128;

export interface PictureBytes {
  readonly bytes: Uint8Array;
  readonly type: string;
}

export class DatasetMedia {
  readonly #datasets: Datasets;
  readonly #codec: PictureCodec;

  constructor(datasets: Datasets, codec: PictureCodec) {
    this.#datasets = datasets;
    this.#codec = codec;
  }

  /** @param size of the longer side. Throws `dataset.not-found`, and what makes it no picture. */
  async thumbnail(id: DatasetId, key: string, size: number): Promise<PictureBytes> {
    const { path, name } = await this.#datasets.locate(id, key);
    await this.#codec.inspect(path, name);
    return { bytes: await this.#codec.thumbnail(path, size), type: 'image/webp' };
  }

  /**
   * One of the ways in which it is shown to a network: 0 as it is, odd ones mirrored, from 2 on with
   * colours varied.
   */
  async augmented(id: DatasetId, key: string, variant: number): Promise<PictureBytes> {
    const { path, name } = await this.#datasets.locate(id, key);
    const square = squareOf(await this.#codec.readPixels(path, name, SHOWN_SIDE));
    const random = new TorchRandom(variant);
    let planes = planesOf(square);
    if (variant % 2 === 1) planes = mirrored(planes, square.width);
    if (variant >= 2) planes = colourVaried(planes, () => random.uniform());
    const bytes = await this.#codec.encodePng(pixelsOf(planes, square.width, square.height), []);
    return { bytes, type: 'image/png' };
  }
}

/** float32 [4, height, width] in -1..1, colour multiplied by alpha */
function planesOf({ rgba, width, height }: Pixels): Float32Array {
  const area = width * height;
  const planes = new Float32Array(4 * area);
  for (let at = 0; at < area; at += 1) {
    const alpha = rgba[at * 4 + 3]! / 255;
    for (let channel = 0; channel < 3; channel += 1) {
      planes[channel * area + at] = (2 * rgba[at * 4 + channel]! * alpha) / 255 - 1;
    }
    planes[3 * area + at] = 2 * alpha - 1;
  }
  return planes;
}

function pixelsOf(planes: Float32Array, width: number, height: number): Pixels {
  const area = width * height;
  const rgba = new Uint8Array(4 * area);
  for (let at = 0; at < area; at += 1) {
    const alpha = (planes[3 * area + at]! + 1) / 2;
    if (alpha <= 0) continue;
    for (let channel = 0; channel < 3; channel += 1) {
      const colour = (planes[channel * area + at]! + 1) / 2 / alpha;
      rgba[at * 4 + channel] = Math.round(255 * Math.min(1, Math.max(0, colour)));
    }
    rgba[at * 4 + 3] = Math.round(255 * alpha);
  }
  return { width, height, rgba };
}
