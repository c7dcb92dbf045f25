import { expect, test } from 'vitest';
import { matchOf, rankCandidates, type Rankable } from '#main/engine/rank/rank-candidates.ts';
import { rankingSchema } from '#shared/domain/rank.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { dot, normalise } from '#shared/numeric/vector.ts';

const calibration = { low: 0.2, high: 0.8 };
const calibrationFor = () => calibration;

/** Seeded random candidates around a common direction, as embeddings of one prompt lie. */
function candidates(count: number, seed: number, spread = 1): Rankable[] {
  const random = new TorchRandom(seed);
  const common = random.normal(16);
  return Array.from({ length: count }, (_, index) => {
    const own = random.normal(16);
    const embedding = normalise(common.map((value, at) => value + spread * (own[at] ?? 0)));
    return { index, embedding, cosine: random.uniform() };
  });
}

function vector(...values: number[]): Float32Array {
  return normalise(Float32Array.from(values));
}

test.each([1, 2, 3, 4, 5])('parts add up to the score exactly (seed %i)', (seed) => {
  for (const diversity of [0, 0.3, 0.77, 1]) {
    const ranking = rankCandidates(candidates(24, seed, 0.05), { diversity, calibrationFor });
    expect(rankingSchema.parse(ranking)).toEqual(ranking);
    expect(ranking.map(({ position }) => position)).toEqual(ranking.map((_, at) => at + 1));
    expect(new Set(ranking.map(({ index }) => index)).size).toBe(24);
    for (const { score, parts } of ranking) {
      expect(parts.reduce((sum, { value }) => sum + value, 0)).toBe(score);
      for (const { value, weight, raw } of parts) expect(value).toBe(weight * raw);
    }
  }
});

test('a taste counts as its weight says, and leaves the rest to the others', () => {
  const list = candidates(12, 4);
  const taste = { direction: list[7]!.embedding.map((one) => 9 * one), offset: -5, weight: 0.6 };
  const ranking = rankCandidates(list, { diversity: 0.2, calibrationFor, taste });
  expect(rankingSchema.parse(ranking)).toEqual(ranking);
  for (const { score, parts, index } of ranking) {
    expect(parts.map(({ kind }) => kind)).toEqual(['prompt-match', 'taste', 'diversity']);
    expect(parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 12);
    const odds = dot(taste.direction, list[index]!.embedding) + taste.offset;
    expect(parts[1]!.raw).toBeCloseTo(1 / (1 + Math.exp(-odds)), 6);
  }
  const most = rankCandidates(list, {
    diversity: 0,
    calibrationFor,
    taste: { ...taste, weight: 1 },
  });
  expect(most[0]!.index).toBe(7);
});

test('without diversity the order is that of the match', () => {
  const list = candidates(16, 3);
  const ranking = rankCandidates(list, { diversity: 0, calibrationFor });
  // Where matches are clamped to the same number, the cosine still decides.
  const wanted = list.toSorted((a, b) => b.cosine - a.cosine);
  expect(ranking.map(({ index }) => index)).toEqual(wanted.map(({ index }) => index));
});

test('each place is maximal marginal relevance over what is left', () => {
  const diversity = 0.4;
  const list = candidates(12, 9);
  const ranking = rankCandidates(list, { diversity, calibrationFor });
  const left = new Set(list);
  const placed: Rankable[] = [];
  for (const { index, score } of ranking) {
    const scores = [...left].map((candidate) => {
      const likeness = Math.max(
        0,
        ...placed.map((other) => dot(other.embedding, candidate.embedding)),
      );
      return (1 - diversity) * matchOf(candidate.cosine, calibration) + diversity * (1 - likeness);
    });
    expect(score).toBeCloseTo(Math.max(...scores), 12);
    const taken = list[index];
    if (taken === undefined) throw new Error('unknown index');
    left.delete(taken);
    placed.push(taken);
  }
  const scores = ranking.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test('diversity lifts a candidate that differs over one that repeats', () => {
  const list = [
    { index: 0, embedding: vector(1, 0, 0), cosine: 0.7 },
    { index: 1, embedding: vector(1, 0.3, 0), cosine: 0.69 },
    { index: 2, embedding: vector(0, 1, 0), cosine: 0.6 },
  ];
  const order = (diversity: number) =>
    rankCandidates(list, { diversity, calibrationFor }).map(({ index }) => index);
  expect(order(0)).toEqual([0, 1, 2]);
  expect(order(0.5)).toEqual([0, 2, 1]);
});

test('near-duplicates come last and name the better one that they repeat', () => {
  const list = [
    { index: 0, embedding: vector(1, 0, 0), cosine: 0.5 },
    { index: 1, embedding: vector(1, 0.01, 0), cosine: 0.7 },
    { index: 2, embedding: vector(0, 1, 0), cosine: 0.3 },
    { index: 3, embedding: vector(1, 0, 0.01), cosine: 0.6 },
  ];
  const ranking = rankCandidates(list, { diversity: 0.1, calibrationFor });
  expect(ranking.map(({ index, duplicateOf }) => [index, duplicateOf])).toEqual([
    [1, undefined],
    [2, undefined],
    [3, 1],
    [0, 1],
  ]);
});

test('ties go to the lower index, whatever order the candidates come in', () => {
  const list = [3, 1, 2, 0].map((index) => ({
    index,
    embedding: vector(...[0, 1, 2, 3].map((at) => Number(at === index))),
    cosine: 0.5,
  }));
  const ranking = rankCandidates(list, { diversity: 0.3, calibrationFor });
  expect(ranking.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
});

test('match is clamped to 0..1 between the calibration points', () => {
  expect([0.1, 0.2, 0.5, 0.8, 0.9].map((cosine) => matchOf(cosine, calibration))).toEqual([
    0,
    0,
    expect.closeTo(0.5, 12),
    1,
    1,
  ]);
  expect(matchOf(0.5, { low: 0.4, high: 0.4 })).toBe(0);
});

test('nothing to rank gives an empty ranking', () => {
  expect(rankCandidates([], { diversity: 0.3, calibrationFor })).toEqual([]);
});
