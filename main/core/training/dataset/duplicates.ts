/** Which pictures are the same, or nearly. */
import { dot } from '#shared/numeric/vector.ts';
import type { Entry } from './dataset.records.ts';
import { embeddingOf } from './look-at-pictures.ts';
import { hashDistance } from './picture-measures.ts';

/** Of 64 bits: so few differ after resizing or saving anew. */
const SAME_OUTLINE = 4;
/** Outlines as near as this count where CLIP, too, sees hardly a difference. */
const LIKE_OUTLINE = 8;
const LIKE_COSINE = 0.985;

export interface Duplicates {
  /** Groups of pictures with the same bytes. */
  readonly exact: readonly (readonly Entry[])[];
  /** Groups of pictures that look the same, one for each set of same bytes. */
  readonly near: readonly (readonly Entry[])[];
}

export function findDuplicates(entries: readonly Entry[]): Duplicates {
  const byBytes = new Map<string, Entry[]>();
  for (const entry of entries) {
    const sha256 = entry.look?.sha256 ?? '';
    if (sha256 !== '') byBytes.set(sha256, [...(byBytes.get(sha256) ?? []), entry]);
  }
  const exact = [...byBytes.values()].filter((group) => group.length > 1);
  return { exact, near: findNear([...byBytes.values()].map(([first]) => first!)) };
}

function findNear(entries: readonly Entry[]): Entry[][] {
  const leaders = entries.map((_, index) => index);
  const leaderOf = (index: number): number => {
    let at = index;
    while (leaders[at] !== at) at = leaders[at]!;
    return at;
  };
  const vectors = entries.map(embeddingOf);
  for (let one = 0; one < entries.length; one += 1) {
    for (let other = one + 1; other < entries.length; other += 1) {
      if (areAlike(one, other)) leaders[leaderOf(other)] = leaderOf(one);
    }
  }
  function areAlike(one: number, other: number): boolean {
    const distance = hashDistance(entries[one]!.look!.outline, entries[other]!.look!.outline);
    if (distance > LIKE_OUTLINE) return false;
    const [a, b] = [vectors[one], vectors[other]];
    if (a === undefined || b === undefined || a.length !== b.length) return distance <= 1;
    // Outlines alone do not tell a red heart from a blue one.
    return dot(a, b) > (distance <= SAME_OUTLINE ? LIKE_COSINE - 0.015 : LIKE_COSINE);
  }
  const groups = new Map<number, Entry[]>();
  for (const [index, entry] of entries.entries()) {
    const leader = leaderOf(index);
    groups.set(leader, [...(groups.get(leader) ?? []), entry]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
