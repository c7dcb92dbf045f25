/** How a filter reads on screen: its key and its value in the language of the window. */
import { everyLanguage, t } from '#renderer/locale/locale.svelte.ts';
import type { MessageKey } from '#resources/locales/catalogue.ts';
import { parseSearch } from '#shared/search/parse.ts';
import { writeValue } from '#shared/search/terms.ts';
import { searchKeys, searchWords, type SearchKey } from '#shared/search/words.ts';

const MAX_TITLE = 120;

type Word = (typeof searchWords)[keyof typeof searchWords][number];

const words = new Set<string>(Object.values(searchWords).flat());

export function keyWords(key: SearchKey): string {
  return t(`search.key.${key}`);
}

/** What a value is called on screen; names of the library and numbers are themselves. */
export function valueWords(key: SearchKey, value: string): string {
  if (key === 'board' || key === 'model' || key === 'tag') return value;
  if (key === 'similar') return t('search.thisPicture');
  if (words.has(value)) return t(`search.word.${value as Word}`);
  return key === 'rating' && value === '0' ? t('search.unrated') : withSigns(value);
}

/** A search in a few words, for a name. */
export function searchTitle(search: string): string {
  const parts = parseSearch(search).tokens.map((token) => {
    const words =
      token.kind === 'word'
        ? token.text
        : token.term === undefined
          ? token.value
          : valueWords(token.term.key, writeValue(token.term));
    return token.isNegated ? t('search.not', { filter: words }) : words;
  });
  return parts.join(', ').slice(0, MAX_TITLE);
}

/** Names of a key or of a word in every language, to be found by. */
export function namesOf(word: string): readonly string[] {
  const key: MessageKey | undefined = (searchKeys as readonly string[]).includes(word)
    ? `search.key.${word as SearchKey}`
    : words.has(word)
      ? `search.word.${word as Word}`
      : undefined;
  return key === undefined ? [] : everyLanguage(key);
}

/** Comparisons as they are drawn, with thin room between sign and number. */
function withSigns(value: string): string {
  return value
    .replace(/^>=/u, '≥ ')
    .replace(/^<=/u, '≤ ')
    .replace(/^(\d+)\.\.(\d+)$/u, '$1 – $2')
    .replace(/^(\d+)x(\d+)$/u, '$1 × $2');
}
