import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

type Numbers = Record<string, number[]>;
const published = JSON.parse(
  readFileSync(new URL('fixtures/torch-random.json', import.meta.url), 'utf8'),
) as Numbers;

function expectClose(actual: ArrayLike<number>, key: string): void {
  const wanted = published[key] ?? [];
  expect(wanted.length).toBeGreaterThan(0);
  wanted.forEach((value, index) => {
    expect(Math.abs((actual[index] ?? Number.NaN) - value)).toBeLessThan(1e-6);
  });
}

test('the generator gives the published first outputs', () => {
  const generator = new Mt19937(0);
  expect(published['mt19937_seed0_first_u32']?.map(() => generator.nextUint32())).toEqual(
    published['mt19937_seed0_first_u32'],
  );
});

test('uniform numbers are those of torch.rand', () => {
  const random = new TorchRandom(0);
  expectClose(
    [0, 1, 2, 3].map(() => random.uniform()),
    'rand_seed0_first4',
  );
});

test('normal numbers are those of torch.randn, also from the second draw on', () => {
  const random = new TorchRandom(0);
  expectClose(random.normal(768), 'randn_seed0_768_first16');
  expectClose(random.normal(768), 'randn_seed0_768_second_draw_first8');
  expectClose(new TorchRandom(42).normal(4 * 64 * 64), 'randn_seed42_1x4x64x64_first8');
});

test('a length that is no multiple of sixteen redraws its tail', () => {
  expectClose(new TorchRandom(0).normal(20), 'randn_seed0_20_all');
});

test('fewer than sixteen numbers take the scalar path', () => {
  expectClose(new TorchRandom(0).normal(4), 'randn_seed0_4_scalar_path');
});

interface Draws {
  readonly draws: { seed: number; lengths: number[]; values: number[][] }[];
  readonly places: { seed: number; length: number; at: number[]; values: number[] }[];
}
const more = JSON.parse(
  readFileSync(new URL('fixtures/torch-random-draws.json', import.meta.url), 'utf8'),
) as Draws;

test.each(more.draws)(
  'one draw after another: seed $seed, $lengths',
  ({ seed, lengths, values }) => {
    const random = new TorchRandom(seed);
    lengths.forEach((length, draw) => {
      random.normal(length).forEach((value, index) => {
        expect(Math.abs(value - (values[draw]?.[index] ?? Number.NaN))).toBeLessThan(1e-6);
      });
    });
  },
);

test.each(more.places)('deep inside a long draw: seed $seed, $length', (place) => {
  const drawn = new TorchRandom(place.seed).normal(place.length);
  place.at.forEach((at, index) => {
    const value = place.values[index] ?? Number.NaN;
    expect(Math.abs((drawn[at] ?? Number.NaN) - value)).toBeLessThan(1e-6);
  });
});
