import { expect, test } from 'vitest';
import { learnColours } from '#main/engine/pipelines/learn-colours.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';

/** Latents of five numbers: colours mixed with one another, and one number that says nothing. */
const mixing = [
  [0.5, -1, 0.2],
  [1.5, 0.3, -0.4],
  [0.1, 0.2, 2],
  [-0.7, 0.6, 0.9],
  [0, 0, 0],
];
const shift = [0.3, -0.2, 0.1, 0, 1];

function latentOf(colour: readonly number[]): number[] {
  return mixing.map(
    (row, channel) =>
      row.reduce((sum, weight, at) => sum + weight * (colour[at] ?? 0), 0) + (shift[channel] ?? 0),
  );
}

const encoder: Model = {
  ...{ inputs: [], outputs: [], release: () => Promise.resolve() },
  run: ({ sample }) => {
    const side = sample?.dims[2] ?? 0;
    const places = side / 8;
    const pixels = sample?.data as Float32Array;
    const data = new Float32Array(2 * mixing.length * places * places);
    for (let place = 0; place < places * places; place += 1) {
      const at = Math.floor(place / places) * 8 * side + (place % places) * 8;
      const colour = [0, 1, 2].map((plane) => pixels[plane * side * side + at] ?? 0);
      for (const [channel, value] of latentOf(colour).entries()) {
        data[channel * places * places + place] = value;
      }
    }
    const dims = [1, 2 * mixing.length, places, places];
    return Promise.resolve({ latent_parameters: { data, dims } });
  },
};

test('colours are found again in latents that were never seen', async () => {
  const show = await learnColours(encoder);
  const colours = [
    [1, -1, -1],
    [-0.5, 0.5, 0],
  ];
  const planes = Float32Array.from(
    mixing.flatMap((_, channel) => colours.map((colour) => latentOf(colour)[channel] ?? 0)),
  );
  const { width, height, rgba } = show(planes, 2, 1);
  expect([width, height]).toEqual([2, 1]);
  for (const [at, value] of [255, 0, 0, 255, 64, 191, 128, 255].entries()) {
    expect(Math.abs((rgba[at] ?? 0) - value), `number ${at}`).toBeLessThanOrEqual(3);
  }
});
