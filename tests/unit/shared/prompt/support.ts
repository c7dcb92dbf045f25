/** What the tests of the prompt language share. */
import { EaselError } from '#shared/errors/easel-error.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';
import { checkPrompt } from '#shared/prompt/check.ts';
import { planPrompt, type PromptPlan } from '#shared/prompt/expand.ts';

export function planOf(source: string, files: Record<string, string[]> = {}): PromptPlan {
  return planPrompt(checkPrompt(source), (name) => files[name]);
}

/** The refusal that `run` ends in; anything else fails the test. */
export function refusal(run: () => unknown): EaselError {
  try {
    run();
  } catch (error) {
    if (error instanceof EaselError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const PIECES = [
  ...['(', ')', '[', ']', '{', '}', '|', ':', '1.2', '-1', '3::', '__', '__x__', '_', '\\', '<'],
  ...['<lora:x>', '<lora:x:0.5>', 'a', 'red', ' ', '\n', '熊', '😀', 'م', 'e\u0301', '\ud800'],
];

/** Random text that is full of signs of the language; the same seed gives the same text. */
export function randomSource(seed: number, pieces = 40): string {
  const random = new Mt19937(seed);
  const length = random.nextUint32() % pieces;
  return Array.from({ length }, () => PIECES[random.nextUint32() % PIECES.length]).join('');
}
