/** A style by its name, for checkpoints that cannot be shown a picture. */
import type { MadeStyle } from '#shared/domain/edit.ts';
import type { Picture } from '#shared/domain/picture.ts';

/** As captions of pictures call them. */
const madeWords: Readonly<Record<MadeStyle, string>> = {
  'van-gogh': 'oil painting in the style of Vincent van Gogh, The Starry Night',
  sunflowers: 'oil painting in the style of Vincent van Gogh, Sunflowers',
  ink: 'traditional Chinese ink wash painting',
  mosaic: 'mosaic of small stone tiles',
  halftone: 'halftone print, comic dots',
  woodcut: 'woodcut print',
  risograph: 'risograph print',
};

const MAX_LENGTH = 120;

export function wordsOfMadeStyle(name: MadeStyle): string {
  return madeWords[name];
}

/** What a picture shows by its own prompt, else by the name of its file; undefined where it has none. */
export function wordsOfPictureStyle({
  generation,
  sourceName,
}: Pick<Picture, 'generation' | 'sourceName'>): string | undefined {
  const stem = sourceName?.replace(/\.[^.]*$/, '');
  const words = plainWords(generation?.expandedPrompt ?? stem ?? '');
  return words === '' ? undefined : `in the style of ${words}`;
}

/** Without what the language of prompts uses for itself. */
export function plainWords(prompt: string): string {
  return prompt
    .replace(/<[^>]*>/g, ' ')
    .replace(/[^\p{L}\p{M}\p{N} ,.'’-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_LENGTH);
}
