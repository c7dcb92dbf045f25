/**
 * From a prompt with alternatives to the words of one candidate.
 *
 * A prompt with n alternatives in one place and m in another has n × m variants, numbered in
 * mixed radix, so that variant k can be written out without listing the others.
 */
import { EaselError } from '#shared/errors/easel-error.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { MAX_EXPANDED_LENGTH, MAX_LINE_PROBLEMS } from './limits.ts';
import { alternativesOf, measureNodes } from './measure.ts';
import type { ParsedPrompt, PromptNode } from './nodes.ts';
import type { LineProblem } from './problems.ts';
import { insertWildcards, type WildcardLookup } from './wildcards.ts';
import { writeVariant, type ExpandedPrompt } from './write-variant.ts';

export type { WildcardLookup } from './wildcards.ts';
export type { ExpandedPrompt } from './write-variant.ts';

/** A prompt with its wildcards put in: only choices are left to make. */
export interface PromptPlan {
  readonly nodes: readonly PromptNode[];
  /** Number of variants; at most Number.MAX_SAFE_INTEGER is counted. */
  readonly variantCount: number;
  /** The first mistakes in lines of wildcard files; none of them keeps the prompt from being used. */
  readonly lineProblems: readonly LineProblem[];
}

/**
 * Throws `prompt.wildcard-unknown`, `prompt.wildcard-loop` or `prompt.too-deep`, and
 * `prompt.too-long` where wildcard files make a variant longer than MAX_EXPANDED_LENGTH.
 */
export function planPrompt(prompt: ParsedPrompt, wildcards: WildcardLookup): PromptPlan {
  const lineProblems: LineProblem[] = [];
  const nodes = insertWildcards(prompt, wildcards, (problem) => {
    if (lineProblems.length < MAX_LINE_PROBLEMS) lineProblems.push(problem);
  });
  const { variants, longest } = measureNodes(nodes);
  if (longest > MAX_EXPANDED_LENGTH) {
    throw new EaselError('prompt.too-long', { length: longest, limit: MAX_EXPANDED_LENGTH });
  }
  return { nodes, variantCount: variants, lineProblems };
}

/** Variant `index` (0..variantCount-1); the leftmost choice changes fastest. */
export function expandVariant(plan: PromptPlan, index: number): ExpandedPrompt {
  let rest = index;
  return writeVariant(plan.nodes, (choice) => {
    const { options, counts, total } = alternativesOf(choice.options);
    let digit = rest % total;
    rest = Math.floor(rest / total);
    const chosen = counts.findIndex((count) => {
      if (digit < count) return true;
      digit -= count;
      return false;
    });
    // What is left of the digit decides the choices inside the chosen option.
    rest = rest * (counts[chosen] ?? 1) + digit;
    return options[chosen];
  });
}

/**
 * One variant drawn by seed (0..2^32-1), odds respected: the same seed draws the same one everywhere.
 *
 * At each choice from left to right one output r of the Mersenne Twister picks the first option at
 * which the odds so far exceed r / 2^32 of their sum.
 */
export function expandBySeed(plan: PromptPlan, seed: number): ExpandedPrompt {
  const random = new Mt19937(seed);
  return writeVariant(plan.nodes, (choice) => {
    const { options } = alternativesOf(choice.options);
    // Where no option has odds, all have the same.
    const oddsOf = (odds: number): number => (odds > 0 ? odds : 1);
    const total = options.reduce((sum, option) => sum + oddsOf(option.odds), 0);
    let left = (random.nextUint32() / 2 ** 32) * total;
    return options.find((option) => (left -= oddsOf(option.odds)) < 0) ?? options.at(-1);
  });
}
