/** Tiny networks with random weights, and what the reference implementations compute with them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import type { AutoencoderConfig } from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import type { UnetConfig } from '#main/engine/graph/networks/unet/config.ts';
import {
  plainLayout,
  safetensorsWeights,
  type Layout,
} from '#main/engine/graph/weights/safetensors-weights.ts';
import { loadModel, type Model } from '#main/engine/runtime/onnxruntime.ts';

export const tinyFolder = fileURLToPath(new URL('../fixtures/tiny-diffusion/', import.meta.url));

/** A published result: all numbers, or the first eight and the last four. */
export interface Expected {
  readonly shape: readonly number[];
  readonly first8: readonly number[];
  readonly last4?: readonly number[];
  readonly all?: readonly number[];
}

export const golden = JSON.parse(readFileSync(`${tinyFolder}golden.json`, 'utf8')) as {
  readonly models: Readonly<Record<string, Readonly<Record<string, never>>>>;
  readonly pipelines: Readonly<Record<string, Readonly<Record<string, never>>>>;
};

export const tinySd15: UnetConfig = {
  inChannels: 4,
  outChannels: 4,
  levels: [
    { channels: 16, transformerBlocks: 1, heads: 2 },
    { channels: 16, transformerBlocks: 1, heads: 2 },
    { channels: 32, transformerBlocks: 1, heads: 2 },
    { channels: 32, transformerBlocks: 0, heads: 2 },
  ],
  resnetsPerLevel: 2,
  contextWidth: 32,
  groups: 4,
  epsilon: 1e-5,
};

export const tinySdxl: UnetConfig = {
  ...tinySd15,
  levels: [
    { channels: 16, transformerBlocks: 0, heads: 2 },
    { channels: 32, transformerBlocks: 1, heads: 4 },
    { channels: 32, transformerBlocks: 2, heads: 4 },
  ],
  contextWidth: 64,
  addition: { waveWidth: 8, pooledWidth: 32 },
};

export const tinyAutoencoder: AutoencoderConfig = {
  channels: [8, 8, 16, 16],
  latentChannels: 4,
  resnetsPerLevel: 2,
  groups: 4,
};

export interface TinyFile {
  readonly file: string;
  readonly folder?: string;
  readonly layout?: Layout;
  readonly compute?: 'float32' | 'float16';
}

/** Writes a graph over a tiny file and loads it. */
export async function loadTiny(
  { file, folder = tinyFolder, layout = plainLayout, compute = 'float32' }: TinyFile,
  write: (graph: GraphWriter) => void,
): Promise<Model> {
  const label = { id: 'tiny', file };
  const header = await readSafetensors(`${folder}${file}`, label);
  const weights = safetensorsWeights(header, file, layout);
  const graph = new GraphWriter(weights, { compute, checkpoint: 'tiny', file });
  write(graph);
  return loadModel(
    graph.finish('tiny'),
    { provider: 'cpu', threads: 1, weightsFolder: folder },
    label,
  );
}

/** Largest difference from what was published. */
export function difference(actual: ArrayLike<number> | undefined, expected: Expected): number {
  const data = Array.from(actual ?? []);
  if (data.length !== expected.shape.reduce((product, size) => product * size, 1)) return Infinity;
  const pairs = expected.all
    ? expected.all.map((value, i) => [value, data[i]] as const)
    : [
        ...expected.first8.map((value, i) => [value, data[i]] as const),
        ...(expected.last4 ?? []).map((value, i) => [value, data[data.length - 4 + i]] as const),
      ];
  return Math.max(...pairs.map(([value, got]) => Math.abs(value - (got ?? Infinity))));
}
