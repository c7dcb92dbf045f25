/** The ways back and forth between two states of a dataset. */
import type { Dataset, DatasetPicture, PictureChange } from '#shared/domain/dataset.ts';

export interface DatasetChange {
  readonly back: readonly PictureChange[];
  readonly forth: readonly PictureChange[];
  /** Absent where it is the same in both. */
  readonly balance?: { readonly before: boolean; readonly after: boolean };
}

const fields = ['caption', 'captionOrigin', 'isIncluded', 'isHeldOut'] as const;

/** What differs, both ways; pictures that only one of them has are passed over. */
export function difference(before: Dataset, after: Dataset): DatasetChange {
  const known = new Map(before.pictures.map((picture) => [picture.key, picture]));
  const pairs = after.pictures.flatMap((picture): [DatasetPicture, DatasetPicture][] => {
    const old = known.get(picture.key);
    return old === undefined || old === picture || isSame(old, picture) ? [] : [[old, picture]];
  });
  return {
    back: pairs.map(([old, now]) => changeTo(old, now)),
    forth: pairs.map(([old, now]) => changeTo(now, old)),
    ...(before.isBalanced === after.isBalanced
      ? {}
      : { balance: { before: before.isBalanced, after: after.isBalanced } }),
  };
}

/** The dataset as it will be, before the host has said so. Findings stay as they were. */
export function applyChanges(dataset: Dataset, changes: readonly PictureChange[]): Dataset {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  return {
    ...dataset,
    pictures: dataset.pictures.map((picture) => {
      const change = byKey.get(picture.key);
      return change === undefined ? picture : { ...picture, ...change };
    }),
  };
}

function isSame(a: DatasetPicture, b: DatasetPicture): boolean {
  return fields.every((field) => a[field] === b[field]);
}

function changeTo(wanted: DatasetPicture, other: DatasetPicture): PictureChange {
  const changed = fields.filter((field) => wanted[field] !== other[field]);
  return {
    key: wanted.key,
    ...Object.fromEntries(changed.map((field) => [field, wanted[field]])),
  };
}
