/** Weights in a `.safetensors` file, under the names that its layout gives them. */
import type { SafetensorsHeader, SafetensorsType } from '#shared/safetensors/header.ts';
import type { StoredTensor, WeightSource } from './weight-source.ts';

/** Element types that a graph can read in place. */
const readable: Partial<Record<SafetensorsType, StoredTensor['type']>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

/**
 * How a file names a tensor: from the name in the diffusers layout to what the file holds, or
 * undefined where it cannot have it.
 */
export type Layout = (
  name: string,
  stored: (name: string) => StoredTensor | undefined,
) => StoredTensor | undefined;

/** Files of a diffusers or transformers folder: names as they are. */
export const plainLayout: Layout = (name, stored) => stored(name);

/** @param file name of the file, relative to the folder that the session is told of */
export function safetensorsWeights(
  header: SafetensorsHeader,
  file: string,
  layout: Layout = plainLayout,
): WeightSource {
  function stored(name: string): StoredTensor | undefined {
    const entry = header.tensors.get(name);
    const type = entry && readable[entry.type];
    if (entry === undefined || type === undefined) return undefined;
    return { file, type, dims: entry.dims, offset: entry.offset, length: entry.length };
  }
  return { find: (name) => layout(name, stored) };
}
