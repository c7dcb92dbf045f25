/** Large pictures through an autoencoder tile by tile, seams laid over one another. */
export type PlaneShape = readonly [channels: number, height: number, width: number];

export interface TileOptions {
  /** Side of a tile in places of the latent; what fits is worked on at once. */
  readonly side: number;
  /** Places that neighbours share. */
  readonly overlap: number;
}

/** Numbers along a place of the latent, of what goes in and of what comes out. */
interface Scales {
  readonly from: number;
  readonly to: number;
}

/**
 * Tiles fade into each other over what they share. Where one tile is enough, the result is that of `run`.
 *
 * @param data float32 of `shape`, whose height and width are multiples of `scales.from`
 * @param run from one tile, [channels, height, width], to all channels of its result
 * @returns float32 [channels of the result, …], `to / from` times as high and wide
 */
export async function inTiles(
  data: Float32Array,
  shape: PlaneShape,
  scales: Scales,
  tiles: TileOptions,
  run: (tile: Float32Array, shape: PlaneShape) => Promise<Float32Array>,
): Promise<Float32Array> {
  const { from, to } = scales;
  const [channels] = shape;
  const [height, width] = [shape[1] / from, shape[2] / from];
  if (height <= tiles.side && width <= tiles.side) return run(data, shape);
  const [h, w] = [Math.min(tiles.side, height), Math.min(tiles.side, width)];
  const weight = new Float32Array(height * to * width * to);
  let sum = new Float32Array(0);
  for (const top of startsOf(height, tiles)) {
    for (const left of startsOf(width, tiles)) {
      const place = [top * from, left * from, h * from, w * from] as const;
      const made = await run(cutOut(data, shape, place), [channels, h * from, w * from]);
      if (sum.length === 0)
        sum = new Float32Array((made.length / (h * w * to * to)) * weight.length);
      lay(sum, weight, made, width * to, {
        ...{ top: top * to, left: left * to, high: h * to, wide: w * to },
        fade: tiles.overlap * to,
      });
    }
  }
  for (let index = 0; index < sum.length; index += 1) {
    sum[index] = (sum[index] ?? 0) / (weight[index % weight.length] ?? 1);
  }
  return sum;
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
  [channels, height, width]: PlaneShape,
  [top, left, h, w]: readonly [number, number, number, number],
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

interface Place {
  readonly top: number;
  readonly left: number;
  readonly high: number;
  readonly wide: number;
  readonly fade: number;
}

/** Adds a tile, fading out over the overlap towards its edges. */
function lay(
  sum: Float32Array,
  weight: Float32Array,
  tile: Float32Array,
  width: number,
  { top, left, high, wide, fade }: Place,
): void {
  const down = fades(high, fade);
  const across = fades(wide, fade);
  const channels = sum.length / weight.length;
  for (let y = 0; y < high; y += 1) {
    for (let x = 0; x < wide; x += 1) {
      const share = (down[y] ?? 1) * (across[x] ?? 1);
      const target = (top + y) * width + left + x;
      weight[target] = (weight[target] ?? 0) + share;
      for (let channel = 0; channel < channels; channel += 1) {
        const at = channel * weight.length + target;
        const value = tile[(channel * high + y) * wide + x] ?? 0;
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
