/** From latents to pixels. Large ones are decoded in tiles, whose seams are laid over one another. */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { PIXELS_PER_PLACE } from './guided-unet.ts';

const RGB = 3;

export interface TileOptions {
  /** Side of a tile in places of the latent; what fits is decoded at once. */
  readonly side: number;
  /** Places that neighbours share. */
  readonly overlap: number;
}

/** At 768 × 768 pixels the decoder holds about 2 GB of intermediate results. */
export const usualTiles: TileOptions = { side: 96, overlap: 16 };

/**
 * @param latent float32 [channels, height, width], as the scheduler left it
 * @returns float32 [3, 8 × height, 8 × width], about −1..1
 */
export async function decodeLatent(
  decoder: Model,
  latent: Float32Array,
  [channels, height, width]: readonly [number, number, number],
  scalingFactor: number,
  tiles: TileOptions = usualTiles,
): Promise<Float32Array> {
  const scaled = latent.map((value) => value / scalingFactor);
  if (height <= tiles.side && width <= tiles.side) {
    return run(decoder, scaled, [channels, height, width]);
  }
  const [high, wide] = [height * PIXELS_PER_PLACE, width * PIXELS_PER_PLACE];
  const sum = new Float32Array(RGB * high * wide);
  const weight = new Float32Array(high * wide);
  const rows = startsOf(height, tiles);
  const columns = startsOf(width, tiles);
  for (const top of rows) {
    for (const left of columns) {
      const [h, w] = [Math.min(tiles.side, height), Math.min(tiles.side, width)];
      const tile = cutOut(scaled, [channels, height, width], top, left, h, w);
      const pixels = await run(decoder, tile, [channels, h, w]);
      lay(sum, weight, pixels, [high, wide], [top, left, h, w], tiles.overlap);
    }
  }
  for (let index = 0; index < sum.length; index += 1) {
    sum[index] = (sum[index] ?? 0) / (weight[index % weight.length] ?? 1);
  }
  return sum;
}

async function run(
  decoder: Model,
  data: Float32Array,
  [channels, height, width]: readonly [number, number, number],
): Promise<Float32Array> {
  const out = await decoder.run({ latent_sample: { data, dims: [1, channels, height, width] } });
  return out['sample']?.data as Float32Array;
}

/** Where tiles begin, spread evenly so that each two share at least the overlap. */
function startsOf(length: number, { side, overlap }: TileOptions): number[] {
  if (length <= side) return [0];
  const count = Math.ceil((length - overlap) / (side - overlap));
  return Array.from({ length: count }, (_, index) =>
    Math.round((index * (length - side)) / (count - 1)),
  );
}

function cutOut(
  data: Float32Array,
  [channels, height, width]: readonly [number, number, number],
  top: number,
  left: number,
  h: number,
  w: number,
): Float32Array {
  const out = new Float32Array(channels * h * w);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let y = 0; y < h; y += 1) {
      const from = (channel * height + top + y) * width + left;
      out.set(data.subarray(from, from + w), (channel * h + y) * w);
    }
  }
  return out;
}

/** Adds a tile, fading out over the overlap towards its edges. */
function lay(
  sum: Float32Array,
  weight: Float32Array,
  pixels: Float32Array,
  [high, wide]: readonly [number, number],
  [top, left, h, w]: readonly [number, number, number, number],
  overlap: number,
): void {
  const fade = overlap * PIXELS_PER_PLACE;
  const [tileHigh, tileWide] = [h * PIXELS_PER_PLACE, w * PIXELS_PER_PLACE];
  const down = fades(tileHigh, fade);
  const across = fades(tileWide, fade);
  for (let y = 0; y < tileHigh; y += 1) {
    for (let x = 0; x < tileWide; x += 1) {
      const share = (down[y] ?? 1) * (across[x] ?? 1);
      const target = (top * PIXELS_PER_PLACE + y) * wide + left * PIXELS_PER_PLACE + x;
      weight[target] = (weight[target] ?? 0) + share;
      for (let channel = 0; channel < RGB; channel += 1) {
        const at = channel * high * wide + target;
        const value = pixels[(channel * tileHigh + y) * tileWide + x] ?? 0;
        sum[at] = (sum[at] ?? 0) + share * value;
      }
    }
  }
}

/** Rising over the first `fade` numbers, falling over the last; never zero. */
function fades(length: number, fade: number): Float32Array {
  return Float32Array.from({ length }, (_, index) =>
    Math.min(1, (Math.min(index, length - 1 - index) + 1) / (fade + 1)),
  );
}

/** Opaque 8-bit pixels from [3, height, width] in −1..1; what lies outside is cut off. */
export function pixelsOf(planes: Float32Array, width: number, height: number): Pixels {
  const area = width * height;
  const rgba = new Uint8Array(area * 4).fill(255);
  for (let index = 0; index < area; index += 1) {
    for (let channel = 0; channel < RGB; channel += 1) {
      const unit = ((planes[channel * area + index] ?? 0) + 1) / 2;
      rgba[index * 4 + channel] = Math.round(Math.min(1, Math.max(0, unit)) * 255);
    }
  }
  return { width, height, rgba };
}
