/** A compared picture in words: its rank where it has one, else its title. */
import { pictureTitle } from '#renderer/client/index.ts';
import { number, t } from '#renderer/locale/locale.svelte.ts';
import type { Picture } from '#shared/domain/picture.ts';

export function pictureWords(picture: Picture): string {
  const { rank } = picture;
  if (rank === undefined) return pictureTitle(picture) || t('compare.untitled');
  return t('candidates.nameRanked', { rank: rank.position, score: number(rank.score, 3) });
}
