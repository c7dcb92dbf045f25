/** The pretraining's sampler and tokenizer (Python) against ours, on the same graphs and noise. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';
import { fixtures, tinySpark } from '#tests/engine/support/checkpoints.ts';
import { generate, openEngine, request, words } from '#tests/engine/support/generate.ts';

interface Reference {
  prompts: string[];
  seeds: number[];
  steps: number;
  guidanceScale: number;
  /** Every `stride`th pixel of every `stride`th row, straight RGBA, one list per prompt. */
  stride: number;
  pixels: number[][];
  means: number[][];
  cosines: number[];
  texts: Record<string, number[]>;
}
const reference = JSON.parse(
  readFileSync(join(fixtures, 'tiny-spark.reference.json'), 'utf8'),
) as Reference;

test('token ids are those of the Python tokenizer, cut to length with the end kept', async () => {
  const tokenize = await loadTokenizer(await openEngine(), await openCheckpoint(tinySpark));
  const entries = Object.entries(reference.texts);
  expect(entries.length).toBeGreaterThanOrEqual(10);
  for (const [text, ids] of entries)
    expect([...tokenize(words(text)).ids].map(Number)).toEqual(ids);
});

test('pictures and cosines are those of the Python sampler', async () => {
  const { prompts, seeds, steps, guidanceScale, stride, pixels, means, cosines } = reference;
  const candidates = prompts.map((text, index) => ({
    index,
    seed: seeds[index] ?? 0,
    prompt: words(text),
  }));
  const params = request(0, { candidates, steps, guidanceScale });
  const made = (await generate(await openEngine(), params)).candidates;
  expect(made).toHaveLength(2);
  for (const { index, pixels: picture, cosine } of made) {
    const sampled = samplesOf(picture.rgba, picture.width, stride);
    const wanted = pixels[index] ?? [];
    expect(sampled).toHaveLength(wanted.length);
    // Rounding falls the other way now and then; nothing more.
    const apart = sampled.map((value, at) => Math.abs(value - (wanted[at] ?? Number.NaN)));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
    meansOf(picture.rgba).forEach((mean, channel) => {
      expect(Math.abs(mean - (means[index]?.[channel] ?? Number.NaN))).toBeLessThan(0.05);
    });
    expect(Math.abs(cosine - (cosines[index] ?? Number.NaN))).toBeLessThan(2e-3);
  }
});

function samplesOf(rgba: Uint8Array, width: number, stride: number): number[] {
  const samples: number[] = [];
  for (let y = 0; y < rgba.length / 4 / width; y += stride) {
    for (let x = 0; x < width; x += stride) {
      const at = (y * width + x) * 4;
      samples.push(...rgba.subarray(at, at + 4));
    }
  }
  return samples;
}

function meansOf(rgba: Uint8Array): number[] {
  const sums = [0, 0, 0, 0];
  rgba.forEach((value, at) => (sums[at % 4] = (sums[at % 4] ?? 0) + value));
  return sums.map((sum) => sum / (rgba.length / 4));
}
