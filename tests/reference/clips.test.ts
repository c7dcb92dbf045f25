/**
 * CLIPs from elsewhere against their own libraries (transformers 5.18, open_clip 3.3, timm 1.0, torch 2.13,
 * Pillow 12.3), end to end: tokenizer, preprocessing, towers. Tiny networks with random weights.
 */
import { expect, test } from 'vitest';
import { openClip } from '#main/engine/clip/open-clip.ts';
import { createEngineContext } from '#main/engine/engine-context.ts';
import type { Clip } from '#main/engine/clip/clip.ts';
import { clipPictures, clipTexts, expectedOf, tinyClips } from '#tests/support/tiny-clips.ts';

const context = await createEngineContext({
  ...{ device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 },
});

function open(name: string): Promise<Clip> {
  return openClip(context, { id: name, folder: `${tinyClips}${name}`, layout: 'clip' });
}

function apart(made: readonly Float32Array[], wanted: readonly (readonly number[])[]): number {
  expect(made.length).toBe(wanted.length);
  const differences = made.flatMap((row, at) => {
    expect(row.length).toBe(wanted[at]?.length);
    return Array.from(row, (value, index) => Math.abs(value - (wanted[at]?.[index] ?? NaN)));
  });
  return Math.max(...differences);
}

test.each([
  { name: 'clip', tolerance: 2e-6 },
  { name: 'openclip', tolerance: 2e-6 },
  { name: 'siglip', tolerance: 2e-6 },
  { name: 'siglip2', tolerance: 2e-6 },
  { name: 'clip-onnx', tolerance: 2e-6 },
  { name: 'clip-onnx-whole', tolerance: 2e-6 },
  { name: 'mobileclip-onnx', tolerance: 2e-6 },
  // Halves have three decimal digits.
  { name: 'clip-onnx-half', tolerance: 4e-3 },
])('$name', async ({ name, tolerance }) => {
  const clip = await open(name);
  const expected = expectedOf(name);
  const texts = await clip.embedText(clipTexts.map((text) => [{ text, weight: 1 }]));
  const pictures = await clip.embedPictures(clipPictures);
  expect(apart(texts, expected.text)).toBeLessThan(tolerance);
  expect(apart(pictures, expected.pictures)).toBeLessThan(tolerance);
  // The scale of training sets what a whole match is.
  const { low, high } = (await clip.calibrate())(pictures[0]!);
  expect(high - low).toBeCloseTo(Math.log(32_768) / expected.scale, 6);
});
