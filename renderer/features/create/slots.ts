/** The places of a generation on screen: one per candidate, best first, the unfinished after. */
import { countOf, type Job } from '#shared/domain/job.ts';
import type { Picture } from '#shared/domain/picture.ts';

export interface Slot {
  /** Index of the candidate: names the slot while it moves. */
  readonly index: number;
  readonly picture?: Picture;
}

/**
 * Ranked candidates by position, then finished ones that wait for their rank, then the rest by
 * index. Places that a failed or cancelled job leaves empty stay, to say so; a done job has none, and
 * a trashed picture has none either.
 */
export function slotsOf(job: Job, pictures: ReadonlyMap<number, Picture>): Slot[] {
  const saved = new Set(job.pictures.map((entry) => entry.index));
  const slots: Slot[] = [];
  for (let index = 0; index < countOf(job); index += 1) {
    const picture = pictures.get(index);
    if (picture !== undefined) {
      if (picture.trashedAt === undefined) slots.push({ index, picture });
    } else if (job.state !== 'done' && !saved.has(index)) slots.push({ index });
  }
  return slots.toSorted((a, b) => place(a) - place(b));
}

const UNRANKED = 1_000;
const UNFINISHED = 10_000;

function place(slot: Slot): number {
  if (slot.picture === undefined) return UNFINISHED + slot.index;
  return slot.picture.rank?.position ?? UNRANKED + slot.index;
}
