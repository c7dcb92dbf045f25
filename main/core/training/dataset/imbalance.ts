/** Things that are shown much more often than others, and what evens that out. */
import type { DatasetPicture, DatasetPictureKey, Finding } from '#shared/domain/dataset.ts';
import { wordsOf } from './caption-problems.ts';
import { vocabulary } from './vocabulary.ts';

/** The most frequent thing over the middle one. */
const UNEVEN = 3;
/** Of the pictures, how many must be of a known kind before their numbers mean something. */
const KNOWN_SHARE = 0.6;

const known: ReadonlySet<string> = new Set(vocabulary);

/** The kind of thing a picture shows: its folder, where there are folders, else a word we know. */
export function kindsOfThings(
  pictures: readonly DatasetPicture[],
): Map<string, DatasetPictureKey[]> {
  const folders = new Set(pictures.map(({ name }) => folderOf(name)));
  const kindOf = ({ name, caption }: DatasetPicture): string =>
    folders.size > 1
      ? folderOf(name)
      : (wordsOf(caption).findLast((word) => known.has(word)) ?? '');
  const kinds = new Map<string, DatasetPictureKey[]>();
  for (const picture of pictures) {
    const kind = kindOf(picture);
    kinds.set(kind, [...(kinds.get(kind) ?? []), picture.key]);
  }
  return kinds;
}

/** Nothing where it is balanced already: by numbers, or by choice. */
export function findImbalance(
  pictures: readonly DatasetPicture[],
  isBalanced: boolean,
): Finding | undefined {
  const kinds = kindsOfThings(pictures);
  const named = [...kinds]
    .filter(([kind]) => kind !== '')
    .toSorted((a, b) => b[1].length - a[1].length);
  const count = named.reduce((sum, [, keys]) => sum + keys.length, 0);
  const [most] = named;
  const least = named.at(-1);
  const middle = named[Math.floor(named.length / 2)];
  if (isBalanced || named.length < 2 || count < pictures.length * KNOWN_SHARE) return undefined;
  if (most === undefined || least === undefined || middle === undefined) return undefined;
  if (most[1].length < UNEVEN * middle[1].length || most[1].length < 4) return undefined;
  const weights = new Map(
    balancingWeights(pictures).map((weight, at) => [pictures[at]!.key, weight]),
  );
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const share = most[1].reduce((sum, key) => sum + (weights.get(key) ?? 0), 0) / total;
  return {
    ...{ id: 'imbalance', kind: 'imbalance', isBlocking: false, groups: [most[1]] },
    params: {
      ...{ most: most[0], mostCount: most[1].length },
      ...{ least: least[0], leastCount: least[1].length },
      sharePercent: Math.round((100 * most[1].length) / pictures.length),
      balancedPercent: Math.round(100 * share),
    },
    remedies: ['balance'],
  };
}

/** How often each is drawn: between as often as it is there and as often as any other kind. */
export function balancingWeights(pictures: readonly DatasetPicture[]): number[] {
  const weights = new Map<DatasetPictureKey, number>();
  for (const [kind, keys] of kindsOfThings(pictures)) {
    for (const key of keys) weights.set(key, kind === '' ? 1 : 1 / Math.sqrt(keys.length));
  }
  return pictures.map(({ key }) => weights.get(key) ?? 1);
}

function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}
