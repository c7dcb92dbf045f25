/** Which pictures are kept apart: judged by, never trained on. */
import { createHash } from 'node:crypto';
import type { Entry } from './dataset.records.ts';
import type { Duplicates } from './duplicates.ts';

const SHARE = 0.15;
const MOST = 64;

/** How many of so many pictures. */
export function heldOutCount(pictures: number): number {
  if (pictures < 2) return 0;
  return Math.min(MOST, Math.max(1, Math.round(pictures * SHARE)));
}

/**
 * Keys of pictures to hold out, the same each time. Pictures that are alike stay together: one that
 * is trained on says nothing as a judge of its twin.
 *
 * @param entries those that take part
 */
export function chooseHeldOut(
  entries: readonly Entry[],
  { exact, near }: Duplicates,
): ReadonlySet<string> {
  const groupOf = new Map<Entry, Entry[]>(entries.map((entry) => [entry, [entry]]));
  for (const group of [...exact, ...near]) {
    const together = new Set(group.flatMap((entry) => groupOf.get(entry) ?? []));
    const whole = [...together];
    for (const entry of whole) groupOf.set(entry, whole);
  }
  const groups = [...new Set(groupOf.values())]
    .map((group) => ({ group, order: orderOf(group) }))
    .toSorted((a, b) => (a.order < b.order ? -1 : 1));
  const wanted = heldOutCount(entries.length);
  const chosen = new Set<string>();
  for (const { group } of groups) {
    const isAll = group.length === entries.length;
    if (!isAll && chosen.size + group.length <= wanted) {
      for (const { key } of group) chosen.add(key);
    }
  }
  return chosen;
}

/** By content, so that a renamed file stays on its side. */
function orderOf(group: readonly Entry[]): string {
  const least = group.map(({ look, key }) => look?.sha256 ?? key).toSorted()[0] ?? '';
  return createHash('sha256').update(`held-out ${least}`).digest('hex');
}
