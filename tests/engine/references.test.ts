/** Pictures as part of a prompt, by the model in the box: towards them, away from them, near one. */
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { methods } from '#main/engine/methods/index.ts';
import type { GenerateParams, Pixels } from '#shared/engine-protocol/messages.ts';
import { dot } from '#shared/numeric/vector.ts';
import { spark, tinySpark } from './support/checkpoints.ts';
import { generate, hashesOf, openEngine, request, words } from './support/generate.ts';

const petals = Array.from(
  { length: 10 },
  (_, at) => `<ellipse cx="64" cy="24" rx="10" ry="18" transform="rotate(${at * 36} 64 52)"/>`,
).join('');
const SUNFLOWER = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128">
  <path d="M60 60h8v64h-8z" fill="#3f9b2f"/><ellipse cx="84" cy="108" rx="18" ry="8" fill="#3f9b2f"/>
  <g fill="#ffc83d">${petals}</g><circle cx="64" cy="52" r="20" fill="#6b3a1e"/></svg>`;

let engine: EngineContext;
let flower: Pixels;
beforeAll(async () => {
  engine = await openEngine();
  const { data } = await sharp(Buffer.from(SUNFLOWER))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  flower = { width: 128, height: 128, rgba: new Uint8Array(data) };
});

async function likenessAt(prompt: string, ...weights: number[]): Promise<number[]> {
  const { signal } = new AbortController();
  const params = { checkpoint: spark, pictures: [flower] };
  const [seen = new Float32Array()] = await methods.embedPictures(
    engine,
    params,
    () => undefined,
    signal,
  );
  const found: number[] = [];
  for (const weight of weights) {
    const { candidates } = await generate(
      engine,
      drawn({
        candidates: request(2).candidates.map((plan) => ({ ...plan, prompt: words(prompt) })),
        references: [{ pixels: flower, weight }],
      }),
    );
    const sum = candidates.reduce((total, { embedding }) => total + dot(embedding, seen), 0);
    found.push(sum / candidates.length);
  }
  return found;
}

function drawn(changes: Partial<GenerateParams> = {}): GenerateParams {
  return { ...request(2, { checkpoint: spark, steps: 12 }), ...changes };
}

test('the more a picture weighs the nearer candidates come, and less than nothing drives off', async () => {
  const [without = 0, half = 0, full = 0] = await likenessAt('a red apple', 0, 0.5, 1);
  expect(half).toBeGreaterThan(without + 0.05);
  expect(full).toBeGreaterThan(half + 0.05);
  // Only what would be near can be driven off.
  const [off = 0, as = 0] = await likenessAt('flower', -1, 0);
  expect(off).toBeLessThan(as - 0.05);
});

test('the same pictures and weights give the same bytes, others give others', async () => {
  const with_ = (weight: number) => drawn({ references: [{ pixels: flower, weight }] });
  const first = hashesOf((await generate(engine, with_(0.4))).candidates);
  expect(hashesOf((await generate(engine, with_(0.4))).candidates)).toEqual(first);
  expect(hashesOf((await generate(engine, with_(0.8))).candidates)).not.toEqual(first);
});

test('nearness is a part of the rank, once there is something to be near to', async () => {
  const { result } = await generate(engine, drawn({ references: [{ pixels: flower, weight: 1 }] }));
  for (const { parts, score } of result.ranking) {
    expect(parts.map(({ kind }) => kind)).toContain('reference');
    expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(score, 6);
  }
  const plain = await generate(engine, drawn());
  expect(plain.result.ranking[0]?.parts.map(({ kind }) => kind)).not.toContain('reference');
});

test('variations of a picture need no words: near it, and not one another', async () => {
  const region = { left: 0, top: 0, width: 128, height: 128 };
  const { candidates, result } = await generate(
    engine,
    drawn({
      candidates: request(3).candidates.map((plan) => ({ ...plan, prompt: [] })),
      start: { pixels: flower, region, strength: 0.6, isVaried: true },
      references: [{ pixels: flower, weight: 0.5 }],
    }),
  );
  expect(new Set(hashesOf(candidates)).size).toBe(3);
  for (const { cosine } of candidates) expect(cosine).toBeGreaterThan(0.7);
  expect(result.ranking[0]?.parts.find(({ kind }) => kind === 'reference')?.raw).toBeGreaterThan(
    0.7,
  );
  const other = await generate(
    engine,
    drawn({ candidates: [{ index: 0, seed: 7, prompt: words('a blue car') }] }),
  );
  expect(dot(other.candidates[0]!.embedding, candidates[0]!.embedding)).toBeLessThan(0.5);
});

test('a checkpoint that takes words alone says so', async () => {
  const asked = request(1, {
    checkpoint: tinySpark,
    references: [{ pixels: flower, weight: 0.5 }],
  });
  await expect(generate(engine, asked)).rejects.toMatchObject({
    code: 'generate.references-unsupported',
    params: { checkpoint: 'Tiny Spark' },
  });
});
