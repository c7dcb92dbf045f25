/** How well a name answers what was typed: words in any order, or letters in their order. */

const WORD_START = 3;
const INSIDE = 1;

/**
 * @returns 0 for no match; more for better ones. Every typed word must be found: at the start of a
 *   word of the name (best), inside it, or as letters in their order (worst). Case and accents do
 *   not count.
 */
export function matchScore(typed: string, name: string): number {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const text = plain(name);
  if (words.length === 0) return 1;
  let score = 0;
  for (const word of words) {
    const found = scoreWord(word, text);
    if (found === 0) return 0;
    score += found;
  }
  // Of equal matches the shorter name is meant.
  return score / words.length + (text.startsWith(words[0] ?? '') ? 1 : 0) + 1 / (1 + text.length);
}

function scoreWord(word: string, text: string): number {
  const at = text.indexOf(word);
  if (at < 0) return hasLettersInOrder(word, text) ? 0.25 : 0;
  const before = text[at - 1];
  const isStart = at === 0 || before === undefined || !/[\p{L}\p{N}]/u.test(before);
  return isStart ? WORD_START : INSIDE;
}

function hasLettersInOrder(word: string, text: string): boolean {
  let at = 0;
  for (const letter of word) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
