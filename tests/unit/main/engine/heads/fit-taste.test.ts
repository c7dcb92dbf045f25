import { expect, test } from 'vitest';
import { fitTaste } from '#main/engine/heads/fit-taste.ts';
import { withHeadBackend } from '#main/engine/heads/open-heads.ts';
import type { FitTasteParams } from '#shared/engine-protocol/heads.ts';
import { dot } from '#shared/numeric/vector.ts';
import { heldOutEmbeddings } from '#tests/support/held-out-embeddings.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { choices, foreseen, halves, lessons, type Liking } from '#tests/support/simulated-taste.ts';

const { pictures } = heldOutEmbeddings();

async function fit(params: FitTasteParams, backend?: 'wasm' | 'cpu') {
  return (await withHeadBackend(() => fitTaste(params), backend)).result;
}

/** A liking that no picture shows by itself: a direction of CLIP's space drawn at random. */
function hiddenDirection(seed: number): Liking {
  const below = seededRandom(seed);
  const direction = pictures[0]!.embedding.map(() => below(2001) / 1000 - 1);
  return ({ embedding }) => dot(direction, embedding);
}

test('sixty choices are enough to foresee four of five between pictures never shown', async () => {
  const shares: number[] = [];
  for (const [at, liking] of [
    hiddenDirection(3),
    hiddenDirection(4),
    ({ warmth }: (typeof pictures)[number]) => warmth,
  ].entries()) {
    const { shown, unseen } = halves(pictures, at);
    const learnt = await fit(lessons(choices(shown, liking, 60, at), shown), 'wasm');
    shares.push(foreseen(learnt.direction, choices(unseen, liking, 400, 9)));
    // What it says of itself is near to what is so.
    const { right, of } = learnt.heldOut!;
    expect(of).toBe(60);
    expect(Math.abs(right / of - shares.at(-1)!)).toBeLessThan(0.15);
  }
  for (const share of shares) expect(share).toBeGreaterThanOrEqual(0.8);
});

test('choices at random teach nothing, and it says so', async () => {
  const below = seededRandom(6);
  const { shown, unseen } = halves(pictures, 6);
  const guesses = choices(shown, () => below(1e6), 60, 6);
  const { direction, heldOut } = await fit(lessons(guesses, shown), 'wasm');
  expect(heldOut!.right / heldOut!.of).toBeLessThan(0.65);
  // Drawn towards zero: nearly even odds for whatever two pictures.
  const odds = choices(unseen, () => below(1e6), 100, 7).map(([a, b]) =>
    Math.abs(dot(direction, a.embedding) - dot(direction, b.embedding)),
  );
  expect(odds.reduce((sum, one) => sum + one, 0) / odds.length).toBeLessThan(0.8);
});

test('stars alone teach too', async () => {
  const { shown, unseen } = halves(pictures, 8);
  const inOrder = shown.toSorted((a, b) => a.warmth - b.warmth);
  const { direction, heldOut } = await fit(
    {
      pictures: inOrder.map(({ embedding }) => embedding),
      picks: [],
      ratings: inOrder.map((_, picture) => ({
        picture,
        stars: 1 + Math.floor((5 * picture) / inOrder.length),
      })),
      backdrop: [],
    },
    'wasm',
  );
  expect(heldOut).toBeUndefined();
  expect(
    foreseen(
      direction,
      choices(unseen, ({ warmth }) => warmth, 300, 8),
    ),
  ).toBeGreaterThan(0.8);
});

test('plain JavaScript comes to the same numbers as vector instructions', async () => {
  const { shown } = halves(pictures, 2);
  const asked = lessons(
    choices(shown, ({ warmth }) => warmth, 14, 2),
    shown.slice(0, 30),
  );
  const [wasm, cpu] = [await fit(asked, 'wasm'), await fit(asked, 'cpu')];
  expect(cpu.heldOut).toEqual(wasm.heldOut);
  for (const [at, value] of wasm.direction.entries()) {
    expect(Math.abs(value - cpu.direction[at]!)).toBeLessThan(1e-4);
  }
});

test('too few choices are not judged', async () => {
  const { shown } = halves(pictures, 2);
  const learnt = await fit(
    lessons(
      choices(shown, ({ warmth }) => warmth, 5, 2),
      shown,
    ),
    'wasm',
  );
  expect(learnt.heldOut).toBeUndefined();
  expect(learnt.direction.every(Number.isFinite)).toBe(true);
});
