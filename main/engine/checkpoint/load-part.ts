/** Loads one graph of a checkpoint and checks that it is the graph it should be. */
import { readFile } from 'node:fs/promises';
import type { Model, TensorShape } from '#main/engine/runtime/onnxruntime.ts';
import { loadModel } from '#main/engine/runtime/onnxruntime.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { OpenCheckpoint, PartName } from './open-checkpoint.ts';

/** Element type and sizes of a tensor; `any` where the graph may have its own or a free size. */
export interface TensorSignature {
  readonly type: 'float32' | 'int64';
  readonly dims: readonly (number | 'any')[];
}

/** Tensors that a part must have, by name. */
export interface PartSignature {
  readonly inputs: Readonly<Record<string, TensorSignature>>;
  readonly outputs: Readonly<Record<string, TensorSignature>>;
}

export function float32(...dims: (number | 'any')[]): TensorSignature {
  return { type: 'float32', dims };
}

export function int64(...dims: (number | 'any')[]): TensorSignature {
  return { type: 'int64', dims };
}

/** Made of a part's bytes before they are loaded. */
export interface PartChange {
  /** Names what is changed; one graph is kept for each. */
  readonly key: string;
  apply(bytes: Uint8Array): Promise<Uint8Array>;
}

/** fp16 files are widened at load, and the runtime keeps a packed copy of most weights. */
const MEMORY_PER_FILE_BYTE = 3;

/**
 * Throws `checkpoint.damaged`, `checkpoint.unsupported` or `engine.out-of-memory`, and what the
 * change throws.
 */
export async function loadPart(
  context: EngineContext,
  checkpoint: OpenCheckpoint,
  name: PartName,
  signature: PartSignature,
  change?: PartChange,
): Promise<Model> {
  const { path, bytes, key } = await checkpoint.part(name);
  const { provider, threads } = context;
  const changed = change === undefined ? key : `${key} + ${change.key}`;
  return context.models.get(`${provider} ${changed}`, bytes * MEMORY_PER_FILE_BYTE, async () => {
    const label = { id: checkpoint.id, file: checkpoint.manifest.parts[name] ?? name };
    const source = change === undefined ? path : await change.apply(await readFile(path));
    const model = await loadModel(source, { provider, threads }, label);
    const difference =
      differs('input', model.inputs, signature.inputs) ??
      differs('output', model.outputs, signature.outputs);
    if (difference === undefined) return model;
    await model.release();
    throw checkpoint.fault('checkpoint.unsupported', name, difference);
  });
}

function differs(
  side: 'input' | 'output',
  actual: readonly TensorShape[],
  wanted: Readonly<Record<string, TensorSignature>>,
): string | undefined {
  for (const [name, { type, dims }] of Object.entries(wanted)) {
    const found = actual.find((tensor) => tensor.name === name);
    if (found === undefined) return `the ${side} ${name} is missing`;
    const isSame =
      found.type === type &&
      found.dims.length === dims.length &&
      dims.every((size, axis) => fits(found.dims[axis], size));
    if (!isSame) {
      return `the ${side} ${name} is ${inWords(found)} instead of ${inWords({ type, dims })}`;
    }
  }
  const extra = side === 'input' && actual.find((tensor) => !(tensor.name in wanted));
  return extra ? `the input ${extra.name} is not known` : undefined;
}

/** A size that the graph leaves free takes any number. */
function fits(actual: number | string | undefined, wanted: number | 'any'): boolean {
  return wanted === 'any' || typeof actual !== 'number' || actual < 0 || actual === wanted;
}

function inWords({ type, dims }: Pick<TensorShape, 'type' | 'dims'>): string {
  return `${type} [${dims.join(', ')}]`;
}
