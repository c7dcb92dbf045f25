/** From a network of a checkpoint to a loaded graph, written over its weights. */
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { loadForeignGraph } from '#main/engine/checkpoint/load-foreign-graph.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import {
  loadModel,
  type Label,
  type Model,
  type WeightUse,
} from '#main/engine/runtime/onnxruntime.ts';
import { loadSparing } from '#main/engine/runtime/load-sparing.ts';

export interface NetworkPlan {
  readonly checkpoint: string;
  readonly files: NetworkFiles;
  /** What the graph is called, and which of several over the same weights it is. */
  readonly name: string;
  readonly write: (graph: GraphWriter) => void;
  /** Makes a ready graph answer by the names of ours. */
  readonly adapt?: (model: Model, label: Label) => Model;
}

/** Graphs compute in float32, whatever the file stores. */
const BYTES_PER_NUMBER = 4;
/** The matrix at work, the next one, and room for what they are multiplied with. */
const MATRICES_AT_ONCE = 3;

/** Bytes that a network needs once it is loaded, in either way of using its weights. */
export function memoryOf({ elements, largest }: NetworkFiles, use: WeightUse = 'copied'): number {
  return BYTES_PER_NUMBER * (use === 'copied' ? elements : MATRICES_AT_ONCE * largest);
}

/** Bytes that are needed while a copy is made: what it is made of is there as well. */
export function memoryToCopy(files: NetworkFiles): number {
  return 2 * memoryOf(files);
}

/**
 * How a network's weights are used: a copy laid out for speed where there is memory for it, else
 * from their file as they are asked for. Only the processor reads them from there.
 */
export function weightUseFor({ models, provider }: EngineContext, files: NetworkFiles): WeightUse {
  return provider !== 'cpu' || memoryToCopy(files) <= models.budget ? 'copied' : 'in place';
}

/** Whether several networks have room beside each other. */
export function doFitTogether(context: EngineContext, networks: readonly NetworkFiles[]): boolean {
  const needed = networks.map((files) => memoryOf(files, weightUseFor(context, files)));
  return needed.reduce((sum, bytes) => sum + bytes, 0) <= context.models.budget;
}

/**
 * Where memory runs out although there should have been enough, the weights are used in place.
 *
 * Throws `checkpoint.damaged`, `checkpoint.unsupported` or `engine.out-of-memory`.
 */
export function loadNetwork(context: EngineContext, plan: NetworkPlan): Promise<Model> {
  const { models, provider, threads } = context;
  const { checkpoint, files } = plan;
  const first = weightUseFor(context, files);
  return models.get(keyOf(context, plan), memoryOf(files, first), async () => {
    const { weights, file, folder, readyGraph } = files;
    const label = { id: checkpoint, file };
    if (readyGraph !== undefined) {
      const model = await loadForeignGraph(readyGraph, { provider, threads }, label);
      return plan.adapt?.(model, label) ?? model;
    }
    const graph = new GraphWriter(weights, {
      ...{ compute: 'float32', checkpoint, file },
      change: await files.changes?.(),
    });
    plan.write(graph);
    const bytes = graph.finish(plan.name);
    const load = (use: WeightUse): Promise<Model> =>
      loadModel(bytes, { provider, threads, weightsFolder: folder, weightUse: use }, label);
    return provider === 'cpu' ? loadSparing(load, first) : load(first);
  });
}

/** Lets a network go as soon as its room is needed: this request will not ask for it again. */
export function leaveNetwork(context: EngineContext, plan: NetworkPlan): void {
  context.models.leave(keyOf(context, plan));
}

function keyOf({ provider }: EngineContext, { name, files }: NetworkPlan): string {
  return `${provider} ${name} ${files.key}`;
}
