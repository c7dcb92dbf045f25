/** TAESD as its author published it: one list of layers, which begins with one that has no weights. */
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';

export const originalTinyDecoder: Layout = (name, stored) =>
  stored(name) ??
  stored(name.replace(/^decoder\.layers\.(\d+)\./, (_, index) => `${Number(index) + 1}.`));
