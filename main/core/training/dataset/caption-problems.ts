/** What is wrong with the words. */
import { createHash } from 'node:crypto';
import type { DatasetPicture, Finding } from '#shared/domain/dataset.ts';

/** The same words on so many pictures are no accident. */
const REPEATED = 3;
/** Words that stand in sentences of any kind. */
const COMMON = new Set(
  'a an the of and or with in on at to for from by is are it its this that as 的 和 在 是 一'.split(
    ' ',
  ),
);
/** Shared words that are told; the most telling come first. */
const MOST_SHARED = 5;

export function findCaptionProblems(pictures: readonly DatasetPicture[]): Finding[] {
  const found: Finding[] = [];
  const missing = pictures.filter(({ caption }) => caption.trim() === '');
  if (missing.length > 0) {
    found.push({
      ...{ id: 'caption-missing', kind: 'caption-missing', isBlocking: false, params: {} },
      groups: [missing.map(({ key }) => key)],
      remedies: ['propose-captions'],
    });
  }
  const said = pictures.filter(({ caption }) => caption.trim() !== '');
  const repeated = [...Map.groupBy(said, ({ caption }) => caption.trim().toLowerCase())]
    .map(([, group]) => group)
    .filter((group) => group.length >= REPEATED);
  if (repeated.length > 0) {
    found.push({
      ...{ id: 'caption-repeated', kind: 'caption-repeated', isBlocking: false },
      groups: repeated.map((group) => group.map(({ key }) => key)),
      params: { caption: repeated[0]?.[0]?.caption.trim() ?? '' },
      remedies: ['propose-captions'],
    });
  }
  // Where all captions are the same, that is what is wrong.
  if (said.length < REPEATED || repeated.some((group) => group.length === said.length))
    return found;
  for (const word of sharedWords(said.map(({ caption }) => caption))) {
    found.push({
      id: `caption-shared-word-${createHash('sha256').update(word).digest('hex').slice(0, 8)}`,
      ...{ kind: 'caption-shared-word', isBlocking: false },
      groups: [said.map(({ key }) => key)],
      params: { word },
      remedies: ['remove-word'],
    });
  }
  return found;
}

/** Words that every one of the captions has, without those that are in any sentence. */
function sharedWords(captions: readonly string[]): string[] {
  const [first = new Set<string>(), ...rest] = captions.map((caption) => new Set(wordsOf(caption)));
  return [...first]
    .filter((word) => !COMMON.has(word) && rest.every((words) => words.has(word)))
    .slice(0, MOST_SHARED);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Lower-case words, of any script. */
export function wordsOf(text: string): string[] {
  return Array.from(segmenter.segment(text.toLowerCase()))
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ segment }) => segment);
}

/** The caption without the word, and without the gap that it leaves. */
export function withoutWord(caption: string, word: string): string {
  return Array.from(segmenter.segment(caption))
    .filter(({ segment }) => segment.toLowerCase() !== word)
    .map(({ segment }) => segment)
    .join('')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?:\s*,)+(?=\s*,)|^\s*,\s*|\s*,\s*$/g, '')
    .trim();
}
