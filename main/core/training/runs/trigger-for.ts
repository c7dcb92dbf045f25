/** What calls up what is taught, where nobody has said. */

const consonants = 'bdgklmrtvz';
const vowels = 'aeiou';
/** No word ends so, in English or elsewhere. */
const ENDING = 'zk';
const MAX_NAME = 24;

/**
 * A syllable that means nothing yet, so that nothing is lost by it, before the name of the folder or
 * board, so that people know which it is. The same name gives the same one.
 */
export function triggerFor(name: string): string {
  const words = name
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME)
    .trim();
  let hash = 0;
  for (const letter of words) hash = (Math.imul(hash, 31) + letter.codePointAt(0)!) >>> 0;
  const consonant = consonants[hash % consonants.length]!;
  const vowel = vowels[Math.floor(hash / consonants.length) % vowels.length]!;
  return `${consonant}${vowel}${ENDING} ${words}`.trim();
}
