/**
 * Latents of FLUX.2: the transformer sees two by two places of the autoencoder's latent as one, with
 * four times the channels, each brought to mean nought and deviation one.
 */
import type { LatentSpread } from '#main/engine/checkpoint/flux2/flux2-checkpoint.ts';

/** Pixels a side that one place of the transformer stands for. */
export const PIXELS_PER_PATCH = 16;

/** Channels, height and width as the transformer counts them. */
export type PatchShape = readonly [channels: number, height: number, width: number];

/** @param planes float32 [channels / 4, 2 × height, 2 × width] of the autoencoder */
export function toPatches(
  planes: Float32Array,
  [channels, height, width]: PatchShape,
  { mean, deviation }: LatentSpread,
): Float32Array {
  const patches = new Float32Array(channels * height * width);
  eachNumber([channels, height, width], (at, plane, channel) => {
    patches[at] = ((planes[plane] ?? 0) - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
  });
  return patches;
}

/** The way back. */
export function fromPatches(
  patches: ArrayLike<number>,
  [channels, height, width]: PatchShape,
  { mean, deviation }: LatentSpread,
): Float32Array {
  const planes = new Float32Array(channels * height * width);
  eachNumber([channels, height, width], (at, plane, channel) => {
    planes[plane] = (patches[at] ?? 0) * (deviation[channel] ?? 1) + (mean[channel] ?? 0);
  });
  return planes;
}

/** A plane's four numbers of one patch lie in neighbouring channels: above, then below. */
function eachNumber(
  [channels, height, width]: PatchShape,
  visit: (patch: number, plane: number, channel: number) => void,
): void {
  for (let channel = 0; channel < channels; channel += 1) {
    const [plane, down, across] = [channel >> 2, (channel >> 1) & 1, channel & 1];
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const row = (plane * height + y) * 2 + down;
        visit((channel * height + y) * width + x, row * 2 * width + 2 * x + across, channel);
      }
    }
  }
}

/** [channels, places] to [places, channels]: planes to the rows of a transformer. */
export function toRows(planes: Float32Array, channels: number): Float32Array {
  const places = planes.length / channels;
  const rows = new Float32Array(planes.length);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let place = 0; place < places; place += 1) {
      rows[place * channels + channel] = planes[channel * places + place] ?? 0;
    }
  }
  return rows;
}

/** Back. */
export function toPlanes(rows: Float32Array, channels: number): Float32Array {
  return toRows(rows, rows.length / channels);
}
