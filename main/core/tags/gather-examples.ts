/** Examples of each word as the engine learns from them, with more views of what is rare. */
import type { PictureIndex } from '#main/core/gallery/picture-index.port.ts';
import type { ExampleSource } from '#shared/domain/tag-vocabulary.ts';
import { LEAST_EXAMPLES, MAX_VOCABULARY_WORDS } from '#shared/domain/tag-vocabulary.ts';
import type { FitTagsParams } from '#shared/engine-protocol/heads.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { ExampleFolder } from './example-folder.port.ts';
import { closer, mirrored } from './more-views.ts';

/** Of a word; the newest. */
const MOST_EXAMPLES = 200;

/** How a picture is looked at: undefined where it cannot be read. */
export interface Looking {
  embed(picture: string): Promise<Float32Array | undefined>;
  pixels(picture: string): Promise<Pixels | undefined>;
  embedPixels(pixels: readonly Pixels[]): Promise<readonly Float32Array[]>;
}

export interface Gathered {
  readonly words: { readonly word: string; readonly examples: number }[];
  readonly examples: FitTagsParams['examples'];
}

/** Pictures by word: ids of the library, or paths. */
export async function picturesByWord(
  source: ExampleSource,
  index: PictureIndex,
  folders: ExampleFolder,
): Promise<{ word: string; pictures: string[] }[]> {
  if (source.kind === 'folder') {
    const found = await folders.list(source.folder);
    return found.map(({ word, paths }) => ({ word, pictures: paths }));
  }
  const tags = index.vocabulary(MAX_VOCABULARY_WORDS).tags;
  const words =
    source.words ?? tags.filter(({ count }) => count >= LEAST_EXAMPLES).map(({ name }) => name);
  return words.map((word) => {
    const query = { inTrash: false, sort: 'newest', tag: word, limit: MOST_EXAMPLES } as const;
    return { word, pictures: index.list(query).pictures.map(({ id }) => id) };
  });
}

/** Throws `tags.too-few-words`. */
export async function gatherExamples(
  given: readonly { readonly word: string; readonly pictures: readonly string[] }[],
  looking: Looking,
): Promise<Gathered> {
  const words: Gathered['words'] = [];
  const examples: FitTagsParams['examples'][number][] = [];
  const sources: string[] = [];
  for (const { word, pictures } of given) {
    const seen: { picture: string; embedding: Float32Array }[] = [];
    for (const picture of pictures) {
      const embedding = await looking.embed(picture);
      if (embedding !== undefined) seen.push({ picture, embedding });
    }
    if (seen.length < LEAST_EXAMPLES) continue;
    const place = words.push({ word, examples: seen.length }) - 1;
    for (const { picture, embedding } of seen) {
      const source = sources.push(picture) - 1;
      examples.push({ embedding, word: place, source, isAdded: false });
    }
  }
  if (words.length < 2) {
    throw new EaselError('tags.too-few-words', { n: words.length, least: LEAST_EXAMPLES });
  }
  // Words with fewer examples than most get two more views of each.
  const counts = words.map(({ examples: count }) => count).toSorted((a, b) => a - b);
  const usual = counts[counts.length >> 1]!;
  for (const { word, source } of [...examples]) {
    if (words[word]!.examples >= usual) continue;
    const pixels = await looking.pixels(sources[source]!);
    if (pixels === undefined) continue;
    for (const embedding of await looking.embedPixels([mirrored(pixels), closer(pixels)])) {
      examples.push({ embedding, word, source, isAdded: true });
    }
  }
  return { words, examples };
}
