/** Graphs that others wrote: looked at before the runtime reads them. */
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GraphFault, measureGraph } from '#main/engine/graph/onnx/measure-graph.ts';
import {
  loadModel,
  type Label,
  type Model,
  type ModelOptions,
} from '#main/engine/runtime/onnxruntime.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

/** What the runtime may compute in advance: halves become whole numbers, a byte becomes four. */
const FOLDED_PER_BYTE = 4;
const LEAST_FOLDED = 1 << 20;

/** How a graph of others is loaded. */
export type Limits = Required<Pick<ModelOptions, 'maxFoldedBytes'>>;

/**
 * Throws `checkpoint.damaged` or `engine.out-of-memory`.
 *
 * @param path the file, links followed: where its numbers lie is told from there
 */
export async function loadForeignGraph(
  path: string,
  options: ModelOptions,
  label: Label,
): Promise<Model> {
  return loadModel(path, { ...options, ...lookAtGraph(path, label) }, label);
}

/** Throws `checkpoint.damaged` when the file is no ONNX graph, or a larger one than is read. */
export function lookAtGraph(path: string, label: Label): Limits {
  let file: number | undefined;
  try {
    const open = openSync(path, 'r');
    file = open;
    measureGraph({
      size: fstatSync(open).size,
      read(offset, length) {
        const bytes = new Uint8Array(length);
        return bytes.subarray(0, readSync(open, bytes, 0, length, offset));
      },
    });
    // A few nodes can ask for gigabytes of zeros, which would be made while the graph is loaded.
    return { maxFoldedBytes: Math.max(LEAST_FOLDED, FOLDED_PER_BYTE * bytesBeside(path)) };
  } catch (cause) {
    const reason = cause instanceof GraphFault ? cause.message : 'it cannot be read';
    throw new EaselError('checkpoint.damaged', { ...label, reason }, { cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A graph and all that its numbers may lie in. */
function bytesBeside(path: string): number {
  const folder = dirname(path);
  return readdirSync(folder)
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}
