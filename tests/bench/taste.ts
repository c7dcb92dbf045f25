/**
 * How soon a taste is learnt: choices between pairs drawn at random beside the questions that Easel
 * asks, and what each backend of TensorFlow.js takes for it.
 *
 * `node tests/bench/taste.ts [backend …]`: share of choices between pictures never shown that was
 * foreseen, after so many choices, mean of three halves of the pictures; then milliseconds a fit.
 */
import { choosePair } from '#main/core/taste/choose-pair.ts';
import { fitTaste } from '#main/engine/heads/fit-taste.ts';
import { withHeadBackend } from '#main/engine/heads/open-heads.ts';
import { headBackendIdSchema } from '#shared/domain/heads.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { TastePick } from '#shared/domain/taste.ts';
import { dot } from '#shared/numeric/vector.ts';
import { heldOutEmbeddings, type KnownPicture } from '#tests/support/held-out-embeddings.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { choices, foreseen, halves, lessons, type Liking } from '#tests/support/simulated-taste.ts';

const SEEDS = [1, 2, 3];
const COUNTS = [10, 20, 40, 60];
const { pictures } = heldOutEmbeddings();

function hidden(seed: number): Liking {
  const below = seededRandom(seed);
  const direction = pictures[0]!.embedding.map(() => below(2001) / 1000 - 1);
  return ({ embedding }) => dot(direction, embedding);
}

const likings: Readonly<Record<string, Liking>> = {
  'warm colours': ({ warmth }) => warmth,
  'light colours': ({ lightness }) => lightness,
  'a hidden direction': hidden(3),
  'another hidden direction': hidden(4),
};

type Pair = ReturnType<typeof choices>[number];

/** Answers the questions that Easel asks, learning after each of the counts. */
async function questions(shown: readonly KnownPicture[], liking: Liking): Promise<Pair[][]> {
  const pool = shown.map(({ embedding }, at) => ({ id: `p${at}` as PictureId, embedding }));
  const of = (id: PictureId): KnownPicture => shown[Number(id.slice(1))]!;
  const picks: TastePick[] = [];
  const pairs: Pair[] = [];
  const stages: Pair[][] = [];
  let direction: Float32Array | undefined;
  for (const count of COUNTS) {
    while (picks.length < count) {
      const embedding = (id: PictureId): Float32Array => of(id).embedding;
      const pair = choosePair({ pictures: pool, picks, embedding, direction })!;
      const [left, right] = [of(pair.left), of(pair.right)];
      const isLeft = liking(left) > liking(right);
      picks.push({ ...pair, choice: isLeft ? 'left' : 'right' });
      pairs.push(isLeft ? [left, right] : [right, left]);
    }
    stages.push([...pairs]);
    const { result } = await withHeadBackend(() => fitTaste(lessons(pairs, shown)), 'wasm');
    direction = result.direction;
  }
  return stages;
}

for (const [name, liking] of Object.entries(likings)) {
  const rows = COUNTS.map((count) => ({ count, asked: 0, drawn: 0 }));
  for (const seed of SEEDS) {
    const { shown, unseen } = halves(pictures, seed);
    const wanted = choices(unseen, liking, 400, 3);
    const learn = async (pairs: readonly Pair[]): Promise<number> => {
      const { result } = await withHeadBackend(() => fitTaste(lessons(pairs, shown)), 'wasm');
      return foreseen(result.direction, wanted) / SEEDS.length;
    };
    const stages = await questions(shown, liking);
    for (const [at, row] of rows.entries()) {
      row.asked += await learn(stages[at]!);
      row.drawn += await learn(choices(shown, liking, row.count, seed));
    }
  }
  for (const { count, asked, drawn } of rows) {
    console.log(`${name}: ${count} asked ${asked.toFixed(3)}, drawn ${drawn.toFixed(3)}`);
  }
}

const { shown } = halves(pictures, 1);
const asked = lessons(choices(shown, likings['warm colours']!, 60, 1), shown);
const wishes = process.argv.slice(2).map((name) => headBackendIdSchema.parse(name));
for (const backend of wishes.length === 0 ? (['wasm', 'cpu'] as const) : wishes) {
  await withHeadBackend(() => fitTaste(asked), backend);
  const startedAt = performance.now();
  await withHeadBackend(() => fitTaste(asked), backend);
  console.log(`${backend}: ${(performance.now() - startedAt).toFixed(0)} ms for sixty choices`);
}
process.exit(0);
