/** How many variants a tree has and how long they get, without writing any of them out. */
import type { Option, PromptNode } from './nodes.ts';

export interface Measure {
  /** Number of variants; at most Number.MAX_SAFE_INTEGER is counted. */
  readonly variants: number;
  /** UTF-16 units of the longest variant's words, and one for every node that makes them. */
  readonly longest: number;
}

/** Wildcard files are shared between the places that use them, so each is measured once. */
const known = new WeakMap<readonly PromptNode[], Measure>();

export function measureNodes(nodes: readonly PromptNode[]): Measure {
  const kept = known.get(nodes);
  if (kept !== undefined) return kept;
  let variants = 1;
  let longest = 0;
  for (const node of nodes) {
    const one = measureNode(node);
    variants = Math.min(variants * one.variants, Number.MAX_SAFE_INTEGER);
    longest += one.longest + 1;
  }
  const measure = { variants, longest };
  known.set(nodes, measure);
  return measure;
}

/** Options that can come up: those with odds, or all where none has any. */
export function usableOptions(options: readonly Option[]): readonly Option[] {
  const usable = options.filter((option) => option.odds > 0);
  return usable.length === 0 ? options : usable;
}

function measureNode(node: PromptNode): Measure {
  if (node.kind === 'text') return { variants: 1, longest: node.text.length };
  if (node.kind === 'weight') return measureNodes(node.children);
  if (node.kind !== 'choice') return { variants: 1, longest: 0 };
  const all = usableOptions(node.options).map((option) => measureNodes(option.children));
  return {
    variants: all.reduce((sum, one) => sum + one.variants, 0),
    longest: all.reduce((most, one) => Math.max(most, one.longest), 0),
  };
}
