import type { WordFinder } from '#main/core/words/word-finder.ts';
import { api } from './implementer.ts';

export function wordsRouter(words: WordFinder) {
  return api.words.router({
    find: api.words.find.handler(({ input, signal }) => words.find(input, signal)),
  });
}
