/** FLUX.2 klein in miniature with random weights, and what the reference implementations compute. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import type { Flux2Config } from '#main/engine/graph/networks/flux2/config.ts';
import type { Qwen3Config } from '#main/engine/graph/networks/qwen3/qwen3-text.ts';
import { float32Of } from '#main/engine/graph/weights/stored-numbers.ts';
import type { AutoencoderConfig } from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';

export const tinyFlux2Folder = fileURLToPath(new URL('../fixtures/tiny-flux2/', import.meta.url));

export const tinyFlux2: Flux2Config = {
  ...{ channels: 16, contextWidth: 96, heads: 2, headWidth: 16 },
  ...{ doubleBlocks: 2, singleBlocks: 2, thoughtWidth: 96, waveWidth: 256, epsilon: 1e-6 },
};

export const tinyQwen3: Qwen3Config = {
  ...{ width: 32, heads: 4, keyHeads: 2, headWidth: 16 },
  ...{ epsilon: 1e-6, theta: 1_000_000, readAfter: [1, 2, 3] },
};

export const tinyFlux2Autoencoder: AutoencoderConfig = {
  ...{ channels: [8, 8, 16, 16], latentChannels: 4, resnetsPerLevel: 2, groups: 4 },
};

interface TokenList {
  readonly prompt: string;
  readonly ids: readonly number[];
}

export const flux2Tokens = JSON.parse(readFileSync(`${tinyFlux2Folder}tokens.json`, 'utf8')) as {
  /** By the small vocabulary, cut or filled up to 48. */
  readonly prompts: readonly TokenList[];
  /** By Qwen3's own. */
  readonly qwen: readonly TokenList[];
};

/** float32 numbers that the script wrote; bytes of pictures come as numbers too. */
export async function flux2Expected(name: string): Promise<Float32Array> {
  const path = `${tinyFlux2Folder}expected.safetensors`;
  const header = await readSafetensors(path, { id: 'tiny', file: 'expected' });
  const entry = header.tensors.get(name);
  if (entry === undefined) throw new RangeError(`there is no ${name}`);
  const bytes = readFileSync(path).subarray(entry.offset, entry.offset + entry.length);
  return entry.type === 'F32' ? float32Of(bytes, 'float32') : Float32Array.from(bytes);
}

/** Infinite when one is longer. */
export function largestDifference(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (actual.length !== wanted.length) return Infinity;
  return Array.from(wanted).reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (actual[at] ?? NaN))),
    0,
  );
}
