import { expect, test } from 'vitest';
import { KnownPictures } from '#renderer/features/gallery/known-pictures.svelte.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';

const picture = (id: string): Picture => ({ id }) as Picture;

test('what was of use lately stays; what was not goes first', () => {
  const known = new KnownPictures(3);
  known.learn(['a', 'b', 'c'].map(picture));
  known.touch(['a' as PictureId, 'unknown' as PictureId]);
  known.learn([picture('d')]);
  expect(['a', 'b', 'c', 'd'].filter((id) => known.get(id as PictureId))).toEqual(['a', 'c', 'd']);
  expect(known.has('b' as PictureId)).toBe(false);
});
