/** The strict door: a prompt that passes here can be expanded. */
import { EaselError } from '#shared/errors/easel-error.ts';
import { countCharacters } from './characters.ts';
import { MAX_PROMPT_LENGTH } from './limits.ts';
import type { ParsedPrompt, PromptNode } from './nodes.ts';
import { parsePrompt } from './parse.ts';

/**
 * Parses a prompt and refuses it with the first of its problems.
 *
 * Throws `prompt.empty` (unless `mayBeEmpty`) where there are no words, `prompt.too-long` above
 * 2,000 characters, or the code of the mistake with the exact column.
 */
export function checkPrompt(source: string, options: { mayBeEmpty?: boolean } = {}): ParsedPrompt {
  // Code units are never fewer than characters, so most prompts need no counting.
  const length = source.length > MAX_PROMPT_LENGTH ? countCharacters(source) : source.length;
  if (length > MAX_PROMPT_LENGTH) {
    throw new EaselError('prompt.too-long', { length, limit: MAX_PROMPT_LENGTH });
  }
  const parsed = parsePrompt(source);
  const [problem] = parsed.problems;
  if (problem !== undefined) throw new EaselError(problem.code, problem.params);
  if (options.mayBeEmpty !== true && !hasWords(parsed.nodes)) throw new EaselError('prompt.empty');
  return parsed;
}

/** Whether a variant can have words; brackets around nothing have none. */
function hasWords(nodes: readonly PromptNode[]): boolean {
  return nodes.some((node) => {
    if (node.kind === 'text') return node.text.trim() !== '';
    if (node.kind === 'weight') return hasWords(node.children);
    if (node.kind === 'choice') return node.options.some((option) => hasWords(option.children));
    return node.kind === 'wildcard';
  });
}
