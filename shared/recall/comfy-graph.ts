/**
 * A ComfyUI graph from either form it is saved in: `prompt`, which is what was run, and `workflow`,
 * which is what the canvas showed and names the values of a node by their order only.
 */
import { isObject, parseJsonObject, type JsonObject } from './parse-json.ts';

const MAX_NODES = 20_000;

/** The output of another node. */
export interface ComfyLink {
  readonly node: string;
  readonly slot: number;
}

export interface ComfyNode {
  readonly id: string;
  readonly type: string;
  readonly values: ReadonlyMap<string, unknown>;
  readonly links: ReadonlyMap<string, ComfyLink>;
}

export type ComfyGraph = ReadonlyMap<string, ComfyNode>;

/** From the `prompt` text. Undefined for anything that is no graph. */
export function readPromptGraph(text: string): ComfyGraph | undefined {
  const data = parseJsonObject(text);
  if (data === undefined) return undefined;
  const graph = new Map<string, ComfyNode>();
  for (const [id, node] of Object.entries(data).slice(0, MAX_NODES)) {
    if (!isObject(node) || typeof node['class_type'] !== 'string') continue;
    const values = new Map<string, unknown>();
    const links = new Map<string, ComfyLink>();
    for (const [name, value] of Object.entries(isObject(node['inputs']) ? node['inputs'] : {})) {
      const link = linkOf(value);
      if (link === undefined) values.set(name, value);
      else links.set(name, link);
    }
    graph.set(id, { id, type: node['class_type'], values, links });
  }
  return graph.size === 0 ? undefined : graph;
}

/** From the `workflow` text. Undefined for anything that is no workflow. */
export function readWorkflowGraph(text: string): ComfyGraph | undefined {
  const data = parseJsonObject(text);
  const nodes = listOf(data?.['nodes']).filter(isObject);
  const sources = new Map<unknown, ComfyLink>();
  for (const link of listOf(data?.['links'])) {
    // [link id, from node, from slot, to node, to slot, type]
    if (Array.isArray(link)) {
      const [id, node, slot] = link as unknown[];
      sources.set(id, { node: String(node), slot: Number(slot) });
    }
  }
  const graph = new Map<string, ComfyNode>();
  for (const node of nodes.slice(0, MAX_NODES)) {
    // 2 and 4: muted and bypassed by hand.
    if (typeof node['type'] !== 'string' || node['mode'] === 2) continue;
    const id = String(node['id']);
    const links = new Map<string, ComfyLink>();
    for (const input of listOf(node['inputs']).filter(isObject)) {
      const link = sources.get(input['link']);
      if (link !== undefined && input['link'] !== null) links.set(String(input['name']), link);
    }
    graph.set(id, { id, type: node['type'], values: widgetValues(node, node['type']), links });
  }
  return graph.size === 0 ? undefined : graph;
}

/** The order in which ComfyUI's own nodes list their values; empty names are for the canvas only. */
const WIDGETS: Readonly<Record<string, readonly string[]>> = {
  KSampler: ['seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'],
  KSamplerAdvanced: ['add_noise', 'noise_seed', '', 'steps', 'cfg', 'sampler_name', 'scheduler'],
  CLIPTextEncode: ['text'],
  EmptyLatentImage: ['width', 'height', 'batch_size'],
  EmptySD3LatentImage: ['width', 'height', 'batch_size'],
  LatentUpscale: ['upscale_method', 'width', 'height', 'crop'],
  LatentUpscaleBy: ['upscale_method', 'scale_by'],
  CheckpointLoaderSimple: ['ckpt_name'],
  UNETLoader: ['unet_name', 'weight_dtype'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  RandomNoise: ['noise_seed'],
  KSamplerSelect: ['sampler_name'],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  FluxGuidance: ['guidance'],
  CFGGuider: ['cfg'],
  PrimitiveNode: ['value'],
};

function widgetValues(node: JsonObject, type: string): Map<string, unknown> {
  const written = node['widgets_values'];
  if (isObject(written)) return new Map(Object.entries(written));
  const names = WIDGETS[type] ?? listOf(node['inputs']).filter(isObject).flatMap(widgetName);
  const values = listOf(written).map((value, at) => [names[at] ?? '', value] as const);
  return new Map(values.filter(([name]) => name !== ''));
}

/** Newer files say which inputs are values. */
function widgetName(input: JsonObject): string[] {
  return isObject(input['widget']) ? [String(input['widget']['name'])] : [];
}

function linkOf(value: unknown): ComfyLink | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [node, slot] = value as unknown[];
  const isNode = typeof node === 'string' || typeof node === 'number';
  return isNode && typeof slot === 'number' ? { node: String(node), slot } : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
