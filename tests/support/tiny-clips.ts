/** Tiny CLIPs with random weights, and what their own libraries say of some texts and pictures. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Pixels } from '#shared/engine-protocol/messages.ts';

export const tinyClips = fileURLToPath(new URL('../fixtures/tiny-clips/', import.meta.url));

interface Expected {
  readonly text: readonly (readonly number[])[];
  readonly pictures: readonly (readonly number[])[];
  /** What cosines are multiplied by, as far as the files tell. */
  readonly scale: number;
}

const content = JSON.parse(readFileSync(`${tinyClips}expected.json`, 'utf8')) as {
  readonly texts: readonly string[];
  readonly sizes: readonly (readonly [number, number])[];
  readonly models: Readonly<Record<string, Expected>>;
};

export const clipTexts = content.texts;
export const expectedOf = (name: string): Expected => content.models[name]!;

/** As `make_tiny_clips.py` draws them. */
export const clipPictures: readonly Pixels[] = content.sizes.map(([width, height], seed) => {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < 3; c += 1) {
        const value = x * 7 + y * 13 + c * 50 + ((x * y) % 31) * 3 + seed * 17;
        rgba[(y * width + x) * 4 + c] = value % 256;
      }
    }
  }
  return { width, height, rgba };
});
