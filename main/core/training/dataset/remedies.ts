/** What one click changes. */
import type {
  DatasetPicture,
  DatasetPictureKey,
  Finding,
  PictureChange,
  Remedy,
} from '#shared/domain/dataset.ts';
import { withoutWord } from './caption-problems.ts';

export function changesOf(
  remedy: Exclude<Remedy, 'balance' | 'propose-captions'>,
  { groups, params }: Finding,
  pictures: readonly DatasetPicture[],
): PictureChange[] {
  const known = new Map(pictures.map((picture) => [picture.key, picture]));
  const leaveOut = (key: DatasetPictureKey): PictureChange => ({ key, isIncluded: false });
  switch (remedy) {
    case 'leave-out':
      return groups.flat().map(leaveOut);
    case 'keep-best':
      return groups.flatMap((group) => {
        const [, ...rest] = group.toSorted((a, b) => worth(known.get(b)) - worth(known.get(a)));
        return rest.map(leaveOut);
      });
    case 'remove-word':
      return groups.flat().flatMap((key): PictureChange[] => {
        const picture = known.get(key);
        if (picture === undefined) return [];
        const caption = withoutWord(picture.caption, String(params['word']));
        return [{ key, caption, captionOrigin: 'written' }];
      });
  }
}

/** More pixels first, then more bytes. */
function worth(picture: DatasetPicture | undefined): number {
  if (picture === undefined) return 0;
  return picture.width * picture.height + picture.bytes / 2 ** 40;
}
