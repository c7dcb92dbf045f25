/** From a network of a checkpoint to a loaded graph, written over its weights. */
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { loadModel, type Model } from '#main/engine/runtime/onnxruntime.ts';

export interface NetworkPlan {
  readonly checkpoint: string;
  readonly files: NetworkFiles;
  /** What the graph is called, and which of several over the same weights it is. */
  readonly name: string;
  readonly write: (graph: GraphWriter) => void;
}

/** Graphs compute in float32, whatever the file stores. */
const BYTES_PER_NUMBER = 4;

/** Bytes that a network needs once it is loaded. */
export function memoryOf({ elements }: NetworkFiles): number {
  return elements * BYTES_PER_NUMBER;
}

/** Throws `checkpoint.damaged`, `checkpoint.unsupported` or `engine.out-of-memory`. */
export function loadNetwork(context: EngineContext, plan: NetworkPlan): Promise<Model> {
  const { models, provider, threads } = context;
  const { checkpoint, files } = plan;
  return models.get(keyOf(context, plan), memoryOf(files), async () => {
    const { weights, file, folder } = files;
    const graph = new GraphWriter(weights, {
      ...{ compute: 'float32', checkpoint, file },
      change: await files.changes?.(),
    });
    plan.write(graph);
    return loadModel(
      graph.finish(plan.name),
      { provider, threads, weightsFolder: folder },
      { id: checkpoint, file },
    );
  });
}

/** Lets a network go as soon as its room is needed: this request will not ask for it again. */
export function leaveNetwork(context: EngineContext, plan: NetworkPlan): void {
  context.models.leave(keyOf(context, plan));
}

function keyOf({ provider }: EngineContext, { name, files }: NetworkPlan): string {
  return `${provider} ${name} ${files.key}`;
}
