/** How many variants a tree has and how long they get, without writing any of them out. */
import type { Option, PromptNode } from './nodes.ts';

export interface Measure {
  /** Number of variants; at most Number.MAX_SAFE_INTEGER is counted. */
  readonly variants: number;
  /** UTF-16 units of the longest variant's words, and one for every node that makes them. */
  readonly longest: number;
}

/** The options of a choice that can come up, with the number of variants of each. */
export interface Alternatives {
  readonly options: readonly Option[];
  readonly counts: readonly number[];
  readonly total: number;
}

/** Wildcard files are long, and shared between the places that use them: each is measured once. */
const known = new WeakMap<readonly PromptNode[], Measure>();
const knownAlternatives = new WeakMap<readonly Option[], Alternatives>();

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

/** Options with odds, or all where none has any. */
export function alternativesOf(all: readonly Option[]): Alternatives {
  const kept = knownAlternatives.get(all);
  if (kept !== undefined) return kept;
  const withOdds = all.filter((option) => option.odds > 0);
  const options = withOdds.length === 0 ? all : withOdds;
  const counts = options.map((option) => measureNodes(option.children).variants);
  const alternatives = { options, counts, total: counts.reduce((sum, count) => sum + count, 0) };
  knownAlternatives.set(all, alternatives);
  return alternatives;
}

function measureNode(node: PromptNode): Measure {
  if (node.kind === 'text') return { variants: 1, longest: node.text.length };
  if (node.kind === 'weight') return measureNodes(node.children);
  if (node.kind !== 'choice') return { variants: 1, longest: 0 };
  const { options, total } = alternativesOf(node.options);
  const longest = options.reduce(
    (most, option) => Math.max(most, measureNodes(option.children).longest),
    0,
  );
  return { variants: total, longest };
}
