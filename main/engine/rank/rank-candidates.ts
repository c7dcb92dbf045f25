/**
 * Ranking: match with the prompt, near-repeats set aside, and an order that values difference.
 *
 * The order is greedy maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998): each place
 * goes to the candidate with the best λ·match + (1−λ)·(difference from those already placed): the
 * paper's formula up to a constant, written so that every part is positive. The score that is shown
 * is that sum at the moment of placing, so scores fall from place to place.
 */
import type { TasteDirection } from '#shared/engine-protocol/messages.ts';
import { logistic } from '#shared/numeric/logistic.ts';
import type { Aspect, Ranking, RankingEntry, ScorePart } from '#shared/domain/rank.ts';
import { dot } from '#shared/numeric/vector.ts';

/** Cosines shown as match 0 and match 1. */
export interface Calibration {
  readonly low: number;
  readonly high: number;
}

export interface Rankable {
  readonly index: number;
  /** L2-normalised CLIP embedding. */
  readonly embedding: Float32Array;
  /** CLIP cosine with its prompt. */
  readonly cosine: number;
  /** Of an edit: what else counts besides the match, each 0..1. */
  readonly aspects?: readonly Aspect[];
}

/** The match counts as much as all aspects of an edit together. */
const ASPECTS_SHARE = 0.5;

export interface RankOptions {
  /** 0: by match alone; 1: by difference alone. This is 1 − λ of the paper. */
  readonly diversity: number;
  /** Cosines shown as match 0 and match 1 for a picture with that embedding. */
  readonly calibrationFor: (embedding: Float32Array) => Calibration;
  /** Counts as its weight says; the match and the aspects of an edit share what it leaves. */
  readonly taste?: TasteDirection | undefined;
  /** Embeddings at least this alike are near-duplicates. */
  readonly duplicateCosine?: number;
}

/**
 * Pictures closer than this look the same at a glance. Chosen by looking at sets of Spark: a picture
 * and its re-encoded copy lie above 0.9996; seeds of one prompt in the median between 0.82 (scenes)
 * and 0.996 (an apple, a panda: drawn nearly alike each time, and few pairs reach the threshold).
 */
const DUPLICATE_COSINE = 0.997;

/** Best first; ties go to the lower index. The parts of every entry add up to its score. */
export function rankCandidates(candidates: readonly Rankable[], options: RankOptions): Ranking {
  const { calibrationFor } = options;
  const threshold = options.duplicateCosine ?? DUPLICATE_COSINE;
  const matches = new Map(
    candidates.map((one) => [one, matchOf(one.cosine, calibrationFor(one.embedding))]),
  );
  const matchFor = (one: Rankable): number => matches.get(one) ?? 0;
  const byMatch = candidates.toSorted(
    (a, b) => matchFor(b) - matchFor(a) || b.cosine - a.cosine || a.index - b.index,
  );
  const { unique, duplicates } = setAsideDuplicates(byMatch, threshold);

  const entries: RankingEntry[] = [];
  const placed: Rankable[] = [];
  const waiting = [...unique];
  while (waiting.length > 0) {
    const scored = waiting.map((candidate) => ({
      candidate,
      parts: partsOf(candidate, matchFor(candidate), placed, options),
    }));
    const best = scored.reduce((a, b) => (sumOf(b.parts) > sumOf(a.parts) ? b : a));
    waiting.splice(waiting.indexOf(best.candidate), 1);
    placed.push(best.candidate);
    entries.push(entryOf(best.candidate, entries.length + 1, best.parts));
  }
  for (const { candidate, of } of duplicates) {
    const parts = partsOf(candidate, matchFor(candidate), placed, options);
    placed.push(candidate);
    entries.push({ ...entryOf(candidate, entries.length + 1, parts), duplicateOf: of.index });
  }
  return entries;
}

/** The calibrated match, 0..1, of a cosine. */
export function matchOf(cosine: number, { low, high }: Calibration): number {
  return high > low ? Math.min(1, Math.max(0, (cosine - low) / (high - low))) : 0;
}

function setAsideDuplicates(
  byMatch: readonly Rankable[],
  threshold: number,
): { unique: Rankable[]; duplicates: { candidate: Rankable; of: Rankable }[] } {
  const unique: Rankable[] = [];
  const duplicates: { candidate: Rankable; of: Rankable }[] = [];
  for (const candidate of byMatch) {
    const of = unique.find((other) => dot(other.embedding, candidate.embedding) >= threshold);
    if (of === undefined) unique.push(candidate);
    else duplicates.push({ candidate, of });
  }
  return { unique, duplicates };
}

function partsOf(
  candidate: Rankable,
  match: number,
  placed: readonly Rankable[],
  { diversity, taste }: RankOptions,
): ScorePart[] {
  const likeness = placed.reduce(
    (most, other) => Math.max(most, dot(other.embedding, candidate.embedding)),
    0,
  );
  const { aspects = [] } = candidate;
  const rest = aspects.length === 0 ? 0 : ASPECTS_SHARE;
  const ofTaste = (1 - diversity) * (taste?.weight ?? 0);
  const ofOthers = 1 - diversity - ofTaste;
  return [
    partOf('prompt-match', match, ofOthers * (1 - rest)),
    ...aspects.map(({ kind, raw }) => partOf(kind, raw, (ofOthers * rest) / aspects.length)),
    ...(taste === undefined ? [] : [partOf('taste', likingOf(candidate, taste), ofTaste)]),
    partOf('diversity', 1 - likeness, diversity),
  ];
}

/** How likely it would be chosen over an ordinary picture of the library, 0..1. */
function likingOf({ embedding }: Rankable, { direction, offset }: TasteDirection): number {
  return logistic(dot(direction, embedding) + offset);
}

function partOf(kind: ScorePart['kind'], raw: number, weight: number): ScorePart {
  return { kind, raw, weight, value: weight * raw };
}

function sumOf(parts: readonly ScorePart[]): number {
  return parts.reduce((sum, part) => sum + part.value, 0);
}

function entryOf(candidate: Rankable, position: number, parts: ScorePart[]): RankingEntry {
  const { index, cosine } = candidate;
  return { index, position, score: sumOf(parts), parts, cosine };
}
