/** The words of a text, in any script. */

export interface Word {
  readonly text: string;
  /** Place in the text, in UTF-16 code units. */
  readonly start: number;
}

/** Without white space and punctuation. Scripts without spaces are split by ICU's dictionary. */
export function wordsOf(text: string): Word[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  return [...segmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ segment, index }) => ({ text: segment, start: index }));
}
