import { expect, test } from 'vitest';
import { PromptHistory } from '#renderer/features/create/prompt-history.svelte.ts';

function memory(stored = new Map<string, string>()) {
  return {
    recall: (key: string) => stored.get(key),
    remember: (key: string, value: string) => void stored.set(key, value),
  };
}

test('prompts come back newest first, each once, also in the next window', () => {
  const shell = memory();
  const history = new PromptHistory(shell);
  for (const prompt of ['a cat', 'a dog', ' a cat ', '  ']) history.add(prompt);
  expect(new PromptHistory(shell).list(['a fox', 'a dog'])).toEqual(['a cat', 'a dog', 'a fox']);
});

test('the list stays short, and a broken memory is an empty one', () => {
  const history = new PromptHistory(memory(new Map([['prompts', '{"not": "a list"']])));
  for (let round = 0; round < 100; round += 1) history.add(`prompt ${round}`);
  expect(history.list([])).toHaveLength(40);
  expect(history.list([])[0]).toBe('prompt 99');
});
