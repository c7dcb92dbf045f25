/**
 * Rough pictures of latents without decoding them: each place's colour as a linear map of its numbers,
 * learnt from the checkpoint's own encoder by least squares. No table has to be known for a family.
 */
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import { solveLinear } from '#main/engine/schedulers/solve-linear.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { pixelsOf } from './latent-diffusion/decode.ts';
import { encodeMoments } from './latent-diffusion/encode-picture.ts';

const RGB = 3;
/** Of the picture to learn from, and of the patches of one colour in it, in pixels. */
const SIDE = 128;
const PATCH = 16;
const PIXELS_PER_PLACE = 8;
/** Holds small what the picture says little of, as a share of the mean square. */
const RIDGE = 1e-3;

/** @param planes float32 [channels, height, width] of the autoencoder, unscaled; one pixel a place */
export type ShowLatent = (planes: Float32Array, width: number, height: number) => Pixels;

/** @param encoder input `sample`, output `latent_parameters`: mean first, then as many variances */
export async function learnColours(encoder: Model): Promise<ShowLatent> {
  const picture = manyColours();
  const moments = await encodeMoments(encoder, picture, [SIDE, SIDE]);
  const area = (SIDE / PIXELS_PER_PLACE) ** 2;
  const channels = moments.length / 2 / area;
  const told = Array.from({ length: area }, (_, place) => [
    ...Array.from({ length: channels }, (_, channel) => moments[channel * area + place] ?? 0),
    1,
  ]);
  const map = Array.from({ length: RGB }, (_, colour) =>
    leastSquares(
      told,
      told.map((_, place) => colourAt(picture, colour, place)),
    ),
  );
  return (planes, width, height) => {
    const places = width * height;
    const rgb = new Float32Array(RGB * places);
    for (const [colour, weights] of map.entries()) {
      const plane = rgb.subarray(colour * places, (colour + 1) * places).fill(weights.at(-1) ?? 0);
      for (let channel = 0; channel < channels; channel += 1) {
        const weight = weights[channel] ?? 0;
        for (let place = 0; place < places; place += 1) {
          plane[place] = (plane[place] ?? 0) + weight * (planes[channel * places + place] ?? 0);
        }
      }
    }
    return pixelsOf(rgb, width, height);
  };
}

/** float32 [3, side, side] in −1..1: patches of colours drawn at random, the same every time. */
function manyColours(): Float32Array {
  const random = new TorchRandom(0);
  const perRow = SIDE / PATCH;
  const colours = Array.from({ length: RGB * perRow * perRow }, () => 2 * random.uniform() - 1);
  return Float32Array.from({ length: RGB * SIDE * SIDE }, (_, at) => {
    const [y, x] = [Math.floor(at / SIDE) % SIDE, at % SIDE];
    const patch = Math.floor(y / PATCH) * perRow + Math.floor(x / PATCH);
    return colours[Math.floor(at / (SIDE * SIDE)) * perRow * perRow + patch] ?? 0;
  });
}

/** A place lies within one patch: any of its pixels is its colour. */
function colourAt(picture: Float32Array, colour: number, place: number): number {
  const perRow = SIDE / PIXELS_PER_PLACE;
  const [y, x] = [Math.floor(place / perRow), place % perRow].map((at) => at * PIXELS_PER_PLACE);
  return picture[(colour * SIDE + (y ?? 0)) * SIDE + (x ?? 0)] ?? 0;
}

/** Weights w for which rows · w is nearest to the targets. */
function leastSquares(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  const count = rows[0]?.length ?? 0;
  const of = (index: number): number[] => rows.map((row) => row[index] ?? 0);
  const columns = Array.from({ length: count }, (_, index) => of(index));
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  const squares = columns.map((left) => columns.map((right) => dot(left, right)));
  const mean = squares.reduce((sum, row, at) => sum + (row[at] ?? 0), 0) / count;
  const held = squares.map((row, at) =>
    row.map((value, other) => (at === other ? value + RIDGE * mean : value)),
  );
  return solveLinear(
    held,
    columns.map((column) => dot(column, targets)),
  );
}
