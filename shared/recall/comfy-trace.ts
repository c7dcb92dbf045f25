/** Following a ComfyUI graph from its end to where its values come from. Cycles end the walk. */
import { numberOf } from './draft.ts';
import type { ComfyGraph, ComfyLink, ComfyNode } from './comfy-graph.ts';

/** No chain of nodes that somebody draws by hand is longer. */
const MAX_CHAIN = 200;
/** Where nodes that only hand a value on keep it. */
const CARRIERS = [
  ...['value', 'text', 'string', 'prompt', 'seed', 'noise_seed', 'int', 'float', 'number'],
  ...['Value', 'Text', 'STRING', 'text_positive', 'positive', 'wildcard_text', 'any', ''],
];
const TEXTS = ['text', 'text_g', 't5xxl', 'clip_l', 'text_l', 'prompt', 'positive'];

/** The sampler whose picture was kept: the first one met when walking back from what was saved. */
export function lastSampler(graph: ComfyGraph): ComfyNode | undefined {
  const samplers = [...graph.values()].filter(isSampler);
  if (samplers.length <= 1) return samplers[0];
  const ends = [...graph.values()].filter(({ type }) => /save|preview/i.test(type));
  const met = nearest(graph, ends, isSampler);
  if (met !== undefined || samplers.length > MAX_CHAIN) return met ?? samplers.at(-1);
  const fed = new Set(
    samplers.flatMap((sampler) => {
      const before = [...sampler.links.values()].flatMap((link) => graph.get(link.node) ?? []);
      return nearest(graph, before, isSampler)?.id ?? [];
    }),
  );
  return samplers.findLast((sampler) => !fed.has(sampler.id)) ?? samplers.at(-1);
}

/** How many nodes of the graph sample. */
export function countSamplers(graph: ComfyGraph): number {
  return [...graph.values()].filter(isSampler).length;
}

/** A node's own value of that name, or the one that is handed to it. */
export function valueOf(graph: ComfyGraph, node: ComfyNode, name: string): unknown {
  const seen = new Set<string>();
  let at: ComfyNode | undefined = node;
  let names: readonly string[] = [name];
  while (at !== undefined && !seen.has(at.id) && seen.size < MAX_CHAIN) {
    seen.add(at.id);
    const found: string | undefined = names.find((one) => at?.values.has(one));
    if (found !== undefined) return at.values.get(found);
    const link: ComfyLink | undefined = names.flatMap((one) => at?.links.get(one) ?? [])[0];
    at = link === undefined ? undefined : graph.get(link.node);
    names = [name, ...CARRIERS];
    // A reroute: one way in, whatever its name.
    if (at?.links.size === 1) names = [...names, ...at.links.keys()];
  }
  return undefined;
}

/** The words that reach an input for conditioning, of all encoders that are joined for it. */
export function textsBehind(graph: ComfyGraph, node: ComfyNode, input: string): string[] {
  const texts: string[] = [];
  const seen = new Set<string>([node.id]);
  const waiting = linksOf(node, [input]).map((link) => ({ link, side: input }));
  for (let next = 0; next < waiting.length && seen.size < MAX_CHAIN; next += 1) {
    const { link, side } = waiting[next]!;
    const at = graph.get(link.node);
    if (at === undefined || seen.has(at.id)) continue;
    seen.add(at.id);
    // Zeroed words have no effect.
    if (/zeroout/i.test(at.type)) continue;
    const text = isEncoder(at) ? wordsOf(graph, at) : undefined;
    if (text !== undefined) {
      texts.push(text);
      continue;
    }
    // Nodes with both sides hand each on at its own output.
    const isSplit = at.links.has('positive') && at.links.has('negative');
    const inputs = isSplit
      ? [link.slot === 1 || side === 'negative' ? 'negative' : 'positive']
      : [...at.links.keys()].filter(
          (name) => /cond|positive|^$/i.test(name) || at.links.size === 1,
        );
    waiting.push(...linksOf(at, inputs).map((one) => ({ link: one, side })));
  }
  return [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== '');
}

/** Every node behind an input, nearest first. */
export function* nodesBehind(
  graph: ComfyGraph,
  node: ComfyNode,
  inputs: readonly string[],
): Generator<ComfyNode> {
  const seen = new Set<string>([node.id]);
  const waiting = linksOf(node, inputs);
  for (let next = 0; next < waiting.length && seen.size < MAX_CHAIN; next += 1) {
    const at = graph.get(waiting[next]!.node);
    if (at === undefined || seen.has(at.id)) continue;
    seen.add(at.id);
    yield at;
    const further = inputs.some((name) => at.links.has(name)) ? inputs : [...at.links.keys()];
    waiting.push(...linksOf(at, further));
  }
}

function isSampler(node: ComfyNode): boolean {
  const names = [...node.values.keys(), ...node.links.keys()];
  const isGuided = node.links.has('positive') || node.links.has('guider');
  return isGuided && names.some((name) => ['seed', 'noise_seed', 'noise', 'steps'].includes(name));
}

function isEncoder(node: ComfyNode): boolean {
  return /encode|prompt|text/i.test(node.type) && !/controlnet|combine|concat/i.test(node.type);
}

function wordsOf(graph: ComfyGraph, node: ComfyNode): string | undefined {
  for (const name of TEXTS) {
    if (!node.values.has(name) && !node.links.has(name)) continue;
    const joined = joinedText(graph, node.links.get(name));
    const text = joined ?? valueOf(graph, node, name);
    if (typeof text === 'string') return text;
  }
  return undefined;
}

/** Nodes that put two texts together. */
function joinedText(graph: ComfyGraph, link: ComfyLink | undefined): string | undefined {
  const node = link === undefined ? undefined : graph.get(link.node);
  if (node === undefined || !/concat|join|combine/i.test(node.type)) return undefined;
  const names = [...node.values.keys(), ...node.links.keys()];
  const parts = names.filter((name) => /^(string|text)[_ ]?[a-d1-4]$/i.test(name)).toSorted();
  const texts = parts.map((name) => valueOf(graph, node, name));
  const delimiter = node.values.get('delimiter');
  const words = texts.filter((text) => typeof text === 'string' && text !== '');
  return words.length === 0
    ? undefined
    : words.join(typeof delimiter === 'string' ? delimiter : ' ');
}

function nearest(
  graph: ComfyGraph,
  from: readonly ComfyNode[],
  isWanted: (node: ComfyNode) => boolean,
): ComfyNode | undefined {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let at = 0; at < waiting.length; at += 1) {
    const node = waiting[at]!;
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    if (isWanted(node)) return node;
    for (const link of node.links.values()) {
      const source = graph.get(link.node);
      if (source !== undefined) waiting.push(source);
    }
  }
  return undefined;
}

function linksOf(node: ComfyNode, names: readonly string[]): ComfyLink[] {
  return names.flatMap((name) => node.links.get(name) ?? []);
}

/** Width and height that a latent or picture input comes with, enlargements counted in. */
export function sizeBehind(
  graph: ComfyGraph,
  sampler: ComfyNode,
): { readonly width: number; readonly height: number } | undefined {
  let factor = 1;
  const inputs = ['latent_image', 'latent', 'samples', 'pixels', 'image'];
  for (const node of nodesBehind(graph, sampler, inputs)) {
    const width = numberOf(valueOf(graph, node, 'width'));
    const height = numberOf(valueOf(graph, node, 'height'));
    if (width !== undefined && height !== undefined && width > 0 && height > 0) {
      return { width: width * factor, height: height * factor };
    }
    const scale = numberOf(valueOf(graph, node, 'scale_by'));
    if (scale !== undefined && scale > 0) factor *= scale;
  }
  return undefined;
}
