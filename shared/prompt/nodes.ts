/**
 * The tree of a prompt. Every node knows its place in the source, so an editor can mark it; the
 * places of siblings touch, so the source can be put together from the tree again.
 */
import type { PromptProblem } from './problems.ts';
import type { Range } from './range.ts';

/** Plain words, with escapes already undone. */
export interface TextNode extends Range {
  readonly kind: 'text';
  readonly text: string;
}

/** `(words:1.3)`, `(words)` = 1.1, `[words]` = 1 / 1.1; nested weights multiply. */
export interface WeightNode extends Range {
  readonly kind: 'weight';
  readonly weight: number;
  /** Where the number stands, when it was written out. */
  readonly weightRange?: Range;
  readonly children: readonly PromptNode[];
  /** False while its closing bracket is missing. */
  readonly isClosed: boolean;
}

/** One way of a choice: what stands between `{`, `|` and `}`, odds included. */
export interface Option extends Range {
  readonly odds: number;
  /** Where the odds stand, when they were written out. */
  readonly oddsRange?: Range;
  readonly children: readonly PromptNode[];
}

/** `{red|blue}`, or with odds `{3::red|blue}`. */
export interface ChoiceNode extends Range {
  readonly kind: 'choice';
  readonly options: readonly Option[];
  readonly isClosed: boolean;
}

/** `__animal__`: one line of the user's file of that name. */
export interface WildcardNode extends Range {
  readonly kind: 'wildcard';
  readonly name: string;
}

/** `<lora:name:0.8>`: not part of the text. */
export interface LoraNode extends Range {
  readonly kind: 'lora';
  readonly name: string;
  readonly weight: number;
  readonly weightRange?: Range;
}

export type PromptNode = TextNode | WeightNode | ChoiceNode | WildcardNode | LoraNode;

export interface ParsedPrompt {
  readonly source: string;
  readonly nodes: readonly PromptNode[];
  /** In the order of their places; at most MAX_PROBLEMS of them. */
  readonly problems: readonly PromptProblem[];
}
