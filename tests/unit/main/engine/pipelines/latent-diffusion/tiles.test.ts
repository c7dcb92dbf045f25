import { expect, test } from 'vitest';
import { inTiles, type PlaneShape } from '#main/engine/pipelines/latent-diffusion/tiles.ts';

const SCALE = 8;
const HIGH = 21;
const WIDE = 34;

/** Networks that see nothing beyond a place: tiles must not be seen in what they make. */
function shrink(data: Float32Array, [, height, width]: PlaneShape): Float32Array {
  const [high, wide] = [height / SCALE, width / SCALE];
  const out = new Float32Array((data.length / (height * width)) * high * wide);
  data.forEach((value, at) => {
    const [channel, y, x] = [
      Math.floor(at / (height * width)),
      Math.floor(at / width) % height,
      at % width,
    ];
    const place = (channel * high + Math.floor(y / SCALE)) * wide + Math.floor(x / SCALE);
    out[place] = (out[place] ?? 0) + value / SCALE ** 2;
  });
  return out;
}

function grow(data: Float32Array, [channels, height, width]: PlaneShape): Float32Array {
  // Channels lie below each other, so all of them are one tall plane.
  return Float32Array.from({ length: channels * height * width * SCALE ** 2 }, (_, at) => {
    const x = Math.floor((at % (width * SCALE)) / SCALE);
    return data[Math.floor(at / (width * SCALE * SCALE)) * width + x] ?? 0;
  });
}

const numbers = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, at) => Math.sin(at * 0.37) + Math.cos(at * 0.011));

const cases = [
  { name: 'encoder', scales: { from: SCALE, to: 1 }, network: shrink, channels: 3 },
  { name: 'decoder', scales: { from: 1, to: SCALE }, network: grow, channels: 4 },
] as const;

test.each(cases)(
  'tiles of the $name join without a trace',
  async ({ scales, network, channels }) => {
    const shape = [channels, HIGH * scales.from, WIDE * scales.from] as const;
    const data = numbers(shape[0] * shape[1] * shape[2]);
    const sides: number[] = [];
    const tiles = { side: 12, overlap: 4 };
    const tiled = await inTiles(data, shape, scales, tiles, (tile, dims) => {
      sides.push(dims[1] / scales.from, dims[2] / scales.from);
      return Promise.resolve(network(tile, dims));
    });
    expect([...new Set(sides)]).toEqual([12]);
    expect(sides).toHaveLength(2 * 3 * 4);
    const whole = network(data, shape);
    expect(tiled).toHaveLength(whole.length);
    const most = tiled.reduce((max, value, at) => Math.max(max, Math.abs(value - whole[at]!)), 0);
    expect(most).toBeLessThan(1e-5);
  },
);
