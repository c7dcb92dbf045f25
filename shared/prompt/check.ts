/** The strict door: a prompt that passes here can be expanded. */
import { EaselError } from '#shared/errors/easel-error.ts';
import { MAX_PROMPT_LENGTH } from './limits.ts';
import type { ParsedPrompt } from './nodes.ts';
import { parsePrompt } from './parse.ts';

/**
 * Parses a prompt and refuses it with the first of its problems.
 *
 * Throws `prompt.empty` (unless `mayBeEmpty`), `prompt.too-long` above 2,000 characters, or the
 * code of the mistake with the exact column.
 */
export function checkPrompt(source: string, options: { mayBeEmpty?: boolean } = {}): ParsedPrompt {
  // Code units are never fewer than characters, so most prompts need no counting.
  const length = source.length > MAX_PROMPT_LENGTH ? [...source].length : source.length;
  if (length > MAX_PROMPT_LENGTH) {
    throw new EaselError('prompt.too-long', { length, limit: MAX_PROMPT_LENGTH });
  }
  if (source.trim() === '' && options.mayBeEmpty !== true) throw new EaselError('prompt.empty');
  const parsed = parsePrompt(source);
  const [problem] = parsed.problems;
  if (problem !== undefined) throw new EaselError(problem.code, problem.params);
  return parsed;
}
