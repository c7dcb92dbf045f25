/** Whether one picture is what a question asks for: the same answer as the library's index gives. */
import { isPending } from '#shared/domain/edit.ts';
import type { PictureCondition } from '#shared/domain/picture-condition.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { searchable, splitWords, wordsOf } from './searchable.ts';

/** What of a question one picture can be held against. Likeness and order need all of them. */
export interface PictureQuestion {
  readonly inTrash?: boolean | undefined;
  readonly text?: string | undefined;
  readonly where?: readonly PictureCondition[] | undefined;
}

export function matches({ inTrash, text, where }: PictureQuestion, picture: Picture): boolean {
  if (picture.trashedAt === undefined && isPending(picture)) return false;
  if ((picture.trashedAt !== undefined) !== (inTrash ?? false)) return false;
  const words = wordsOf(picture);
  if (!splitWords(text ?? '').every((word) => words.includes(word))) return false;
  return (where ?? []).every(
    (condition) => holds(condition, picture, words) !== (condition.not ?? false),
  );
}

function holds(condition: PictureCondition, picture: Picture, words: string): boolean {
  const longer = Math.max(picture.width, picture.height);
  switch (condition.kind) {
    case 'rating':
      return picture.rating >= condition.min && picture.rating <= condition.max;
    case 'board':
      return picture.boards.includes(condition.id);
    case 'tag':
      return picture.tags.some((tag) => foldLatin(tag) === foldLatin(condition.tag));
    case 'tagged':
      return picture.tags.length > 0;
    case 'model':
      return foldLatin(modelOf(picture) ?? '') === foldLatin(condition.name);
    case 'kept':
      return picture.isKept;
    case 'trashed':
      return picture.trashedAt !== undefined;
    case 'origin':
      return picture.origin === condition.origin;
    case 'created':
      return (
        picture.createdAt >= (condition.from ?? -Infinity) &&
        picture.createdAt < (condition.until ?? Infinity)
      );
    case 'longer-side':
      return longer >= condition.min && longer <= condition.max;
    case 'size':
      return picture.width === condition.width && picture.height === condition.height;
    case 'shape':
      return shapeOf(picture) === condition.shape;
    case 'text':
      return words.includes(searchable([condition.text]));
    case 'nothing':
      return false;
  }
}

/** The checkpoint's id, or the name under which another program knew it. */
export function modelOf({ generation, recalled }: Picture): string | undefined {
  return generation?.checkpoint ?? recalled?.checkpointName;
}

function shapeOf({ width, height }: Picture): string {
  if (width === height) return 'square';
  return width > height ? 'landscape' : 'portrait';
}

/** As SQLite compares with NOCASE: only A to Z. */
function foldLatin(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
