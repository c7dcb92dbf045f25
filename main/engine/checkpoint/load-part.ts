/** Loads one graph of a checkpoint and checks that it is the graph it should be. */
import type { Model, TensorShape } from '#main/engine/runtime/onnxruntime.ts';
import { loadModel } from '#main/engine/runtime/onnxruntime.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { OpenCheckpoint, PartName } from './open-checkpoint.ts';

/** Names that a part must have, with their number of dimensions. */
export interface PartSignature {
  readonly inputs: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, number>>;
}

/** fp16 files are widened at load, and the runtime keeps a packed copy of most weights. */
const MEMORY_PER_FILE_BYTE = 3;

/** Throws `checkpoint.damaged`, `checkpoint.unsupported` or `engine.out-of-memory`. */
export async function loadPart(
  context: EngineContext,
  checkpoint: OpenCheckpoint,
  name: PartName,
  signature: PartSignature,
): Promise<Model> {
  const { path, bytes } = await checkpoint.part(name);
  const { provider, threads } = context;
  return context.models.get(`${provider} ${path}`, bytes * MEMORY_PER_FILE_BYTE, async () => {
    const label = { id: checkpoint.id, file: checkpoint.manifest.parts[name] };
    const model = await loadModel(path, { provider, threads }, label);
    const difference =
      differs('input', model.inputs, signature.inputs) ??
      differs('output', model.outputs, signature.outputs);
    if (difference === undefined) return model;
    await model.release();
    throw checkpoint.fault('checkpoint.unsupported', name, difference);
  });
}

function differs(
  side: string,
  actual: readonly TensorShape[],
  wanted: Readonly<Record<string, number>>,
): string | undefined {
  for (const [name, rank] of Object.entries(wanted)) {
    const found = actual.find((tensor) => tensor.name === name);
    if (found === undefined) return `the ${side} ${name} is missing`;
    if (found.dims.length !== rank) {
      return `the ${side} ${name} has ${found.dims.length} dimensions instead of ${rank}`;
    }
  }
  const extra = side === 'input' && actual.find((tensor) => !(tensor.name in wanted));
  return extra ? `the input ${extra.name} is not known` : undefined;
}
