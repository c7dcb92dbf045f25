/** ComfyUI: settings of the sampler that made the picture, found along the links of its graph. */
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import { readPromptGraph, readWorkflowGraph } from './comfy-graph.ts';
import type { ComfyGraph, ComfyNode } from './comfy-graph.ts';
import {
  countSamplers,
  lastSampler,
  nodesBehind,
  sizeBehind,
  textsBehind,
  valueOf,
} from './comfy-trace.ts';
import { Draft } from './draft.ts';
import { fromForeignPrompt } from './foreign-prompt.ts';

const HABITS = { hasSquareWeights: false };
/** Nodes that guide, make noise and plan steps for a sampler which does not do so by itself. */
const HELPERS = ['guider', 'noise', 'sigmas', 'sampler'];
const MODELS = ['ckpt_name', 'unet_name', 'model_name'];

/** From the graph that was run. Undefined where the text is no graph that samples. */
export function recallComfyPrompt(text: string): RecalledSettings | undefined {
  return recallGraph(readPromptGraph(text));
}

/** From the canvas, for files that carry nothing else. */
export function recallComfyWorkflow(text: string): RecalledSettings | undefined {
  return recallGraph(readWorkflowGraph(text));
}

function recallGraph(graph: ComfyGraph | undefined): RecalledSettings | undefined {
  const sampler = graph === undefined ? undefined : lastSampler(graph);
  if (graph === undefined || sampler === undefined) return undefined;
  const draft = new Draft();
  const nodes = [sampler, ...helpersOf(graph, sampler)];
  const first = (name: string): unknown =>
    nodes.map((node) => valueOf(graph, node, name)).find((value) => value !== undefined);

  // 1. Numbers of the sampler, or of the nodes that plan for it.
  const seed = first('seed') ?? first('noise_seed');
  if (seed !== undefined) draft.seed(seed);
  const steps = first('steps');
  if (steps !== undefined) draft.steps(steps);
  const guidance = first('cfg') ?? guidanceBehind(graph, nodes);
  if (guidance !== undefined) draft.guidance(guidance);
  draft.scheduler(first('sampler_name'), first('scheduler'));
  for (const name of ['sampler_name', 'scheduler']) draft.note(name, first(name));
  if (first('denoise') !== 1) draft.note('denoise', first('denoise'));

  // 2. Words.
  const wordsAt = (input: string): string[] => [
    ...new Set(nodes.flatMap((node) => textsBehind(graph, node, input))),
  ];
  const positive = [...wordsAt('positive'), ...wordsAt('conditioning')].join(', ');
  const { prompt, loras } = fromForeignPrompt(positive, HABITS);
  draft.negativePrompt(fromForeignPrompt(wordsAt('negative').join(', '), HABITS).prompt);
  for (const tag of loras) draft.remark(tag);

  // 3. Models and size.
  for (const node of nodes) takeModels(draft, graph, node);
  const size = sizeBehind(graph, sampler);
  if (size !== undefined) draft.size(size.width, size.height);
  if (countSamplers(graph) > 1) draft.note('samplers', countSamplers(graph));
  return draft.finish('comfyui', prompt);
}

function helpersOf(graph: ComfyGraph, sampler: ComfyNode): ComfyNode[] {
  return HELPERS.flatMap((name) => {
    const link = sampler.links.get(name);
    return (link === undefined ? undefined : graph.get(link.node)) ?? [];
  });
}

/** Distilled models take their guidance in the conditioning. */
function guidanceBehind(graph: ComfyGraph, nodes: readonly ComfyNode[]): unknown {
  for (const node of nodes) {
    for (const behind of nodesBehind(graph, node, ['positive', 'conditioning'])) {
      if (behind.values.has('guidance')) return behind.values.get('guidance');
    }
  }
  return undefined;
}

function takeModels(draft: Draft, graph: ComfyGraph, node: ComfyNode): void {
  for (const behind of nodesBehind(graph, node, ['model'])) {
    const lora = behind.values.get('lora_name');
    if (typeof lora === 'string') {
      draft.note('lora', [lora, behind.values.get('strength_model')].join(' ').trim());
    }
    const model = MODELS.map((name) => behind.values.get(name)).find(
      (name) => typeof name === 'string',
    );
    if (model !== undefined && !draft.hasCheckpoint) draft.checkpoint(model);
  }
}
