/** What words are looked for in: so that case and width of letters do not matter. */
import type { Picture } from '#shared/domain/picture.ts';

export function searchable(texts: readonly string[]): string {
  return texts.join('\n').normalize('NFKC').toLowerCase();
}

/** Prompts, tags and file name of a picture. */
export function wordsOf({ generation, recalled, sourceName, tags }: Picture): string {
  return searchable([
    generation?.prompt ?? '',
    generation?.expandedPrompt ?? '',
    recalled?.prompt ?? '',
    sourceName ?? '',
    ...tags,
  ]);
}

/** The words of a text, each to be found by itself. */
export function splitWords(text: string): string[] {
  return searchable([text])
    .split(/\s+/u)
    .filter((word) => word !== '');
}
