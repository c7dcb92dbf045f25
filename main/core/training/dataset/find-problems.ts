/** What stands in the way of learning from these pictures. */
import {
  MAX_DATASET_FILES,
  type DatasetPicture,
  type DatasetPictureKey,
  type Finding,
} from '#shared/domain/dataset.ts';
import { findCaptionProblems } from './caption-problems.ts';
import type { Entry, OpenDataset } from './dataset.records.ts';
import type { Duplicates } from './duplicates.ts';
import { findImbalance } from './imbalance.ts';
import { findLettering } from './lettering/find-lettering.ts';

/** With fewer there is nothing to hold out. */
const LEAST = 2;
/** With fewer, little more than these very pictures will be learnt. */
const FEW = 8;
/** Pixels of the shorter side. */
const TINY = 64;
/** Longer side over shorter: beyond it more than half is cut off. */
const ODD = 2;
/** Edges softer than this, at the size that is looked at. */
const SOFT = 0.22;

export interface Seen {
  readonly dataset: OpenDataset;
  /** One for each entry of the dataset. */
  readonly pictures: readonly DatasetPicture[];
  /** Among those that take part. */
  readonly duplicates: Duplicates;
}

export function findProblems({ dataset, pictures, duplicates }: Seen): Finding[] {
  const { entries } = dataset;
  const included = pictures.filter(({ isIncluded }) => isIncluded);
  const takesPart = new Set(included.map(({ key }) => key));
  const those = (holds: (entry: Entry) => boolean): DatasetPictureKey[] =>
    entries.filter((entry) => takesPart.has(entry.key) && holds(entry)).map(({ key }) => key);
  const keysOf = (groups: Duplicates['exact']): DatasetPictureKey[][] =>
    groups.map((group) => group.map(({ key }) => key));
  const unsupported = entries.filter(({ isUnsupported }) => isUnsupported).map(({ key }) => key);
  const broken = pictures
    .filter(({ problem, key }) => problem !== undefined && !unsupported.includes(key))
    .map(({ key }) => key);

  const found: Finding[] = [];
  const add = (
    kind: Finding['kind'],
    groups: DatasetPictureKey[][],
    more: Partial<Omit<Finding, 'kind' | 'groups'>> = {},
  ): void => {
    if (groups.length === 0 || groups[0]?.length === 0) return;
    found.push({ id: kind, kind, isBlocking: false, groups, params: {}, remedies: [], ...more });
  };
  const leaveOut = { remedies: ['leave-out' as const] };

  if (included.length < FEW) {
    found.push({
      ...{ id: 'too-few', kind: 'too-few', groups: [], remedies: [] },
      isBlocking: included.length < LEAST,
      params: { count: included.length, least: LEAST, good: FEW },
    });
  }
  if (dataset.total > entries.length) {
    found.push({
      ...{ id: 'too-many', kind: 'too-many', groups: [], remedies: [], isBlocking: false },
      params: { total: dataset.total, limit: MAX_DATASET_FILES },
    });
  }
  add('unreadable', [broken]);
  add('unsupported', [unsupported], { params: { kinds: kindsOf(entries) } });
  add('tiny', [those(({ look }) => Math.min(look!.width, look!.height) < TINY)], {
    ...leaveOut,
    params: { side: TINY },
  });
  add('exact-duplicates', keysOf(duplicates.exact), { remedies: ['keep-best'] });
  add('near-duplicates', keysOf(duplicates.near), { remedies: ['keep-best'] });
  add('blurred', [those(({ look }) => look!.hardness < SOFT)], leaveOut);
  const shapeOf = ({ look }: Entry): number =>
    Math.max(look!.width / look!.height, look!.height / look!.width);
  add('odd-shape', [those((entry) => shapeOf(entry) > ODD)], leaveOut);
  const lettered = findLettering(entries.filter(({ key }) => takesPart.has(key)));
  add('text-suspected', [those((entry) => lettered.has(entry))], leaveOut);
  found.push(...findCaptionProblems(included));
  const imbalance = findImbalance(included, dataset.isBalanced);
  if (imbalance !== undefined) found.push(imbalance);
  return found;
}

function kindsOf(entries: readonly Entry[]): string {
  const kinds = entries
    .filter(({ isUnsupported }) => isUnsupported)
    .map(({ name }) => name.slice(name.lastIndexOf('.') + 1).toUpperCase());
  return [...new Set(kinds)].toSorted().join(', ');
}
