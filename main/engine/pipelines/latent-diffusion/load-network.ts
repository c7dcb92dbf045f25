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
import { memoryOf, weightUseFor } from './memory-plan.ts';

export interface NetworkPlan {
  readonly checkpoint: string;
  readonly files: NetworkFiles;
  /** What the graph is called, and which of several over the same weights it is. */
  readonly name: string;
  readonly write: (graph: GraphWriter) => void | Promise<void>;
  /** Asked once or twice for a picture: a copy of its weights would never repay. */
  readonly isBrief?: boolean;
  /** Makes a ready graph answer by the names of ours. */
  readonly adapt?: (model: Model, label: Label) => Model;
}

/**
 * Where memory runs out although there should have been enough, the weights are used in place.
 *
 * Throws `checkpoint.damaged`, `checkpoint.unsupported` or `engine.out-of-memory`.
 */
export function loadNetwork(context: EngineContext, plan: NetworkPlan): Promise<Model> {
  const { models, provider, threads } = context;
  const { checkpoint, files } = plan;
  const isBrief = plan.isBrief === true && provider === 'cpu';
  const first = isBrief ? 'in place' : weightUseFor(context, files);
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
    await plan.write(graph);
    const bytes = graph.finish(plan.name);
    const load = (use: WeightUse): Promise<Model> =>
      loadModel(bytes, { provider, threads, weightsFolder: folder, weightUse: use }, label);
    return provider === 'cpu' ? loadSparing(load, first) : load(first);
  });
}

/** Whether it is there, or on its way. */
export function isLoaded(context: EngineContext, plan: NetworkPlan): boolean {
  return context.models.has(keyOf(context, plan));
}

/** Lets a network go as soon as its room is needed: this request will not ask for it again. */
export function leaveNetwork(context: EngineContext, plan: NetworkPlan): void {
  context.models.leave(keyOf(context, plan));
}

function keyOf({ provider }: EngineContext, { name, files }: NetworkPlan): string {
  return `${provider} ${name} ${files.key}`;
}
