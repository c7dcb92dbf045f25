/** What a picture is called outside its prompt: for downloads and for screen readers. */
import type { Picture } from '#shared/domain/picture.ts';

const LONGEST = 48;

/** The prompt (as this candidate had it) or the file name it came with; empty where there is none. */
export function pictureTitle(picture: Picture): string {
  return picture.generation?.expandedPrompt ?? picture.sourceName ?? '';
}

/** A file name that every system takes: letters and digits of any language, hyphens, the seed. */
export function downloadName(picture: Picture): string {
  const words = pictureTitle(picture)
    .toLowerCase()
    .replace(/\.[a-z0-9]{1,5}$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const head = [...words].slice(0, LONGEST).join('').replace(/-+$/, '') || 'picture';
  return picture.generation === undefined
    ? `${head}.png`
    : `${head}-${picture.generation.seed}.png`;
}
