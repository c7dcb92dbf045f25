/**
 * Which two pictures to ask about next: those whose answer is expected to tell most about the taste.
 *
 * The taste is a direction w with a normal prior; what is known of it after n answers is about normal
 * too (Laplace's approximation). An answer about the difference d brings ½·ln(1 + p(1 − p)·var(w·d)),
 * which is large where the answer is open and nothing like it was asked (MacKay, Neural Computation 4,
 * 1992).
 */
import type { PictureId } from '#shared/domain/ids.ts';
import type { TastePick } from '#shared/domain/taste.ts';
import { logistic } from '#shared/numeric/logistic.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { dot } from '#shared/numeric/vector.ts';

/** Of the weights on differences of unit length, before anything was asked. */
const PRIOR = 4;
const TRIED_PAIRS = 240;
/** Each so manieth question is an ordinary one: hard ones alone tire, and make a taste look worse. */
const ORDINARY = 3;
/** Earlier answers are mirrored in what was learnt from them; these are looked at one by one. */
const RECENT = 200;
/** A picture that was asked about loses so much of its interest each time. */
const WORN = 0.75;

export interface PairPool {
  readonly pictures: readonly { readonly id: PictureId; readonly embedding: Float32Array }[];
  readonly picks: readonly TastePick[];
  /** Of pictures in picks. */
  readonly embedding: (id: PictureId) => Float32Array | undefined;
  /** float32 [dimensions]; what was learnt so far. */
  readonly direction?: Float32Array | undefined;
}

/** The same pair until something was answered. Undefined where fewer than two pictures are there. */
export function choosePair({
  pictures,
  picks,
  embedding,
  direction,
}: PairPool): { left: PictureId; right: PictureId } | undefined {
  if (pictures.length < 2) return undefined;
  const random = new TorchRandom(picks.length + 1);
  const upTo = (limit: number): number => Math.min(limit - 1, Math.floor(random.uniform() * limit));
  const asked = new Set(picks.map(({ left, right }) => keyOf(left, right)));
  const times = new Map<PictureId, number>();
  for (const id of picks.flatMap(({ left, right }) => [left, right])) {
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  const scale = meanDifference(pictures.map((picture) => picture.embedding));
  const oddsOf = (difference: Float32Array): number =>
    direction === undefined ? 0 : dot(direction, difference);
  const known = knowledgeOf(
    picks
      .slice(-RECENT)
      .filter(({ choice }) => choice !== 'skip')
      .flatMap(({ left, right }) => {
        const [a, b] = [embedding(left), embedding(right)];
        return a === undefined || b === undefined ? [] : [differenceOf(a, b)];
      }),
    scale,
    oddsOf,
  );
  let best: { left: PictureId; right: PictureId; worth: number } | undefined;
  const isOrdinary = picks.length % ORDINARY === ORDINARY - 1;
  for (let tried = 0; tried < TRIED_PAIRS; tried += 1) {
    if (isOrdinary && best !== undefined) break;
    const left = pictures[upTo(pictures.length)]!;
    const right = pictures[upTo(pictures.length)]!;
    if (left.id === right.id || asked.has(keyOf(left.id, right.id))) continue;
    const difference = differenceOf(left.embedding, right.embedding);
    const chance = logistic(oddsOf(difference));
    const gain = Math.log1p(chance * (1 - chance) * known.varianceOf(difference)) / 2;
    const worn = (times.get(left.id) ?? 0) + (times.get(right.id) ?? 0);
    const worth = gain * WORN ** worn;
    if (best === undefined || worth > best.worth) best = { left: left.id, right: right.id, worth };
  }
  return best === undefined ? undefined : { left: best.left, right: best.right };
}

/** var(w·d) after the answers about `rows`: PRIOR·(d·d − kᵀ(K + D)⁻¹k), K and k inner products. */
function knowledgeOf(
  rows: readonly Float32Array[],
  scale: number,
  oddsOf: (difference: Float32Array) => number,
): { varianceOf(difference: Float32Array): number } {
  const unit = scale ** 2;
  const factor = cholesky(
    rows.map((row, at) =>
      rows.slice(0, at + 1).map((other, place) => {
        const product = dot(row, other) / unit;
        if (place !== at) return product;
        const chance = logistic(oddsOf(row));
        return product + 1 / (PRIOR * Math.max(0.02, chance * (1 - chance)));
      }),
    ),
  );
  return {
    varianceOf(difference) {
      let explained = 0;
      const solved: number[] = [];
      for (const [at, row] of rows.entries()) {
        let value = dot(row, difference) / unit;
        for (let place = 0; place < at; place += 1) value -= factor[at]![place]! * solved[place]!;
        value /= factor[at]![at]!;
        solved.push(value);
        explained += value ** 2;
      }
      return PRIOR * Math.max(0, dot(difference, difference) / unit - explained);
    },
  };
}

/** Lower triangle L of L·Lᵀ, from the lower triangle of a positive definite matrix. */
function cholesky(lower: readonly (readonly number[])[]): number[][] {
  const factor: number[][] = [];
  for (const [at, row] of lower.entries()) {
    const made: number[] = [];
    for (let place = 0; place <= at; place += 1) {
      const other = place === at ? made : factor[place]!;
      let value = row[place]!;
      for (let index = 0; index < place; index += 1) value -= made[index]! * other[index]!;
      made.push(place === at ? Math.sqrt(Math.max(value, 1e-9)) : value / other[place]!);
    }
    factor.push(made);
  }
  return factor;
}

/** Root of the mean squared distance from the middle. */
function meanDifference(embeddings: readonly Float32Array[]): number {
  const [first] = embeddings;
  if (first === undefined) return 1;
  const middle = new Float32Array(first.length);
  for (const one of embeddings) one.forEach((value, at) => (middle[at]! += value));
  const length = dot(middle, middle) / embeddings.length ** 2;
  const square = embeddings.reduce((sum, one) => sum + dot(one, one), 0) / embeddings.length;
  return Math.max(Math.sqrt(Math.max(0, square - length)), 1e-6);
}

function differenceOf(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, at) => value - b[at]!);
}

function keyOf(left: PictureId, right: PictureId): string {
  return left < right ? `${left} ${right}` : `${right} ${left}`;
}
