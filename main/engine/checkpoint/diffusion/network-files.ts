/** From `.safetensors` files on disk to where a network's weights lie. */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { safetensorsWeights, type Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { SafetensorsHeader } from '#shared/safetensors/header.ts';
import type { NetworkFiles } from './diffusion-checkpoint.ts';

export interface Label {
  readonly id: string;
  readonly file: string;
}

export interface WeightFile {
  readonly header: SafetensorsHeader;
  /** Absolute, links followed: the runtime reads no file through a link that leads elsewhere. */
  readonly path: string;
  /** Names this file with this content. */
  readonly key: string;
  readonly label: Label;
}

/** Throws `checkpoint.damaged`. */
export async function openWeightFile(path: string, label: Label): Promise<WeightFile> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) {
    throw new EaselError('checkpoint.damaged', { ...label, reason: 'the file is missing' });
  }
  const header = await readSafetensors(real, label);
  const { size, mtimeMs } = await stat(real);
  return { header, path: real, key: `${real} ${size} ${mtimeMs}`, label };
}

/** Tokens as vectors: rows are looked up, and the rest stays where it is. */
const TABLE = /(?:^|\.)embed_tokens\.weight$/;

/** @param prefix of the network's tensors in a file that holds several networks */
export function networkIn(file: WeightFile, layout: Layout, prefix = ''): NetworkFiles {
  let bytes = 0;
  let elements = 0;
  let largest = 0;
  for (const [name, { dims, length }] of file.header.tensors) {
    if (!name.startsWith(prefix)) continue;
    const count = dims.reduce((product, size) => product * size, 1);
    bytes += length;
    elements += count;
    if (!TABLE.test(name)) largest = Math.max(largest, count);
  }
  return {
    weights: safetensorsWeights(file.header, basename(file.path), layout),
    folder: dirname(file.path),
    file: file.label.file,
    key: `${file.key} ${prefix}`,
    ...{ bytes, elements, largest },
  };
}

/** One network whose tensors are spread over several files of one folder. */
export function joinedNetwork(parts: readonly NetworkFiles[]): NetworkFiles {
  const [first, ...rest] = parts;
  if (first === undefined) throw new RangeError('a network needs at least one file');
  if (rest.length === 0) return first;
  return {
    ...first,
    weights: {
      find: (name) => {
        for (const { weights } of parts) {
          const found = weights.find(name);
          if (found !== undefined) return found;
        }
        return undefined;
      },
    },
    key: parts.map(({ key }) => key).join(' '),
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    elements: parts.reduce((sum, part) => sum + part.elements, 0),
    largest: Math.max(...parts.map((part) => part.largest)),
  };
}
