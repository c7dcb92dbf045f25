/**
 * From a prompt with alternatives to the words of one candidate.
 *
 * A prompt with n alternatives in one place and m in another has n × m variants, numbered in
 * mixed radix, so that variant k can be written out without listing the others.
 */
import { EaselError } from '#shared/errors/easel-error.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { MAX_DEPTH } from './limits.ts';
import type { ChoiceNode, ParsedPrompt, PromptNode } from './nodes.ts';
import { parsePrompt } from './parse.ts';
import { problemAt } from './problems.ts';

/** A stretch of words and how strongly it counts. */
export interface Segment {
  readonly text: string;
  readonly weight: number;
}

export interface ExpandedPrompt {
  /** Neighbouring words of equal weight are joined; text is in Unicode NFC. */
  readonly segments: readonly Segment[];
  /** The words alone, without weights. */
  readonly text: string;
  readonly loras: readonly { readonly name: string; readonly weight: number }[];
}

/** The lines of a wildcard file, or undefined when there is none of that name. */
export type WildcardLookup = (name: string) => readonly string[] | undefined;

/** A prompt with its wildcards put in: only choices are left to make. */
export interface PromptPlan {
  readonly nodes: readonly PromptNode[];
  /** Number of variants; at most Number.MAX_SAFE_INTEGER is counted. */
  readonly variantCount: number;
}

/** Throws `prompt.wildcard-unknown` or `prompt.wildcard-loop`. */
export function planPrompt(prompt: ParsedPrompt, wildcards: WildcardLookup): PromptPlan {
  const nodes = resolve(prompt.nodes, prompt.source, wildcards, []);
  return { nodes, variantCount: countVariants(nodes) };
}

/** Variant `index` (0..variantCount-1). */
export function expandVariant(plan: PromptPlan, index: number): ExpandedPrompt {
  let rest = index;
  return write(plan.nodes, (options) => {
    const counts = options.map((option) => countVariants(option.children));
    const total = counts.reduce((sum, count) => sum + count, 0);
    let digit = rest % total;
    rest = Math.floor(rest / total);
    const chosen = counts.findIndex((count) => {
      if (digit < count) return true;
      digit -= count;
      return false;
    });
    // What is left of the digit decides the choices inside the chosen option.
    rest = rest * (counts[chosen] ?? 1) + digit;
    return chosen;
  });
}

/** One variant drawn by seed, odds respected: the same seed draws the same one everywhere. */
export function expandBySeed(plan: PromptPlan, seed: number): ExpandedPrompt {
  const random = new Mt19937(seed);
  return write(plan.nodes, (options) => {
    const total = options.reduce((sum, option) => sum + option.odds, 0);
    let left = (random.nextUint32() / 2 ** 32) * total;
    return Math.max(
      options.findIndex((option) => (left -= option.odds) < 0),
      0,
    );
  });
}

function resolve(
  nodes: readonly PromptNode[],
  source: string,
  wildcards: WildcardLookup,
  path: readonly string[],
): PromptNode[] {
  return nodes.map((node): PromptNode => {
    if (node.kind === 'weight') {
      return { ...node, children: resolve(node.children, source, wildcards, path) };
    }
    if (node.kind === 'choice') {
      const options = node.options.map((option) => ({
        odds: option.odds,
        children: resolve(option.children, source, wildcards, path),
      }));
      return { ...node, options };
    }
    if (node.kind !== 'wildcard') return node;
    const { name, start, end } = node;
    const lines = wildcards(name);
    if (lines === undefined || lines.length === 0) {
      const { code, params } = problemAt(source, 'prompt.wildcard-unknown', start, end, { name });
      throw new EaselError(code, params);
    }
    if (path.includes(name) || path.length >= MAX_DEPTH) {
      throw new EaselError('prompt.wildcard-loop', { name });
    }
    const options = lines.map((line) => {
      const children = resolve(parsePrompt(line).nodes, line, wildcards, [...path, name]);
      return { odds: 1, children };
    });
    return { kind: 'choice', options, start, end };
  });
}

function countVariants(nodes: readonly PromptNode[]): number {
  let count = 1;
  for (const node of nodes) {
    if (node.kind === 'weight') count *= countVariants(node.children);
    if (node.kind === 'choice') {
      count *= node.options.reduce((sum, option) => sum + countVariants(option.children), 0);
    }
  }
  return Math.min(count, Number.MAX_SAFE_INTEGER);
}

/** Picks one of the options of a choice. */
type Choose = (options: ChoiceNode['options']) => number;

function write(nodes: readonly PromptNode[], choose: Choose): ExpandedPrompt {
  const segments: Segment[] = [];
  const loras: { name: string; weight: number }[] = [];
  const visit = (list: readonly PromptNode[], weight: number): void => {
    for (const node of list) {
      if (node.kind === 'text') append(segments, node.text, weight);
      else if (node.kind === 'weight') visit(node.children, weight * node.weight);
      else if (node.kind === 'lora') loras.push({ name: node.name, weight: node.weight });
      else if (node.kind === 'choice') {
        visit(node.options[choose(node.options)]?.children ?? [], weight);
      }
    }
  };
  visit(nodes, 1);
  const tidy = segments.map(({ text, weight }) => ({ text: text.normalize('NFC'), weight }));
  const text = tidy.map((segment) => segment.text).join('');
  return { segments: tidy, text: text.replace(/\s+/gu, ' ').trim(), loras };
}

function append(segments: Segment[], text: string, weight: number): void {
  const last = segments.at(-1);
  if (last?.weight === weight) segments[segments.length - 1] = { text: last.text + text, weight };
  else segments.push({ text, weight });
}
