import { expect, test } from 'vitest';
import { estimateMs } from '#main/core/generate/estimate-time.ts';
import type { GenerationSettings } from '#shared/domain/generation.ts';
import type { CheckpointId } from '#shared/domain/ids.ts';
import type { GenerateJob } from '#shared/domain/job.ts';
import { jobSettings } from '#tests/support/job-settings.ts';

const by = (checkpoint: string) => ({ checkpoint: checkpoint as CheckpointId });
const sd = jobSettings({
  ...{ ...by('own'), count: 1, steps: 20, width: 512, height: 512, guidanceScale: 7 },
  scheduler: 'euler',
});
const spark = { ...sd, ...by('spark'), width: 128, height: 128, guidanceScale: 3 };
const families: Readonly<Record<string, string>> = { own: 'sd1', large: 'sdxl', spark: 'spark' };
const familyOf = (id: string): string | undefined => families[id];

function took(ms: number, settings: GenerationSettings): GenerateJob {
  return { kind: 'generate', startedAt: 1000, finishedAt: 1000 + ms, settings } as GenerateJob;
}

test('what was made with the same checkpoint speaks, whatever its size', () => {
  const past = [took(10_000, { ...sd, width: 256, height: 256 }), took(1, spark)];
  const about = (settings: GenerationSettings) =>
    estimateMs(settings, { past, familyOf, cores: 2 });
  expect(about(sd)).toBe(40_000);
  expect(about({ ...sd, count: 4 })).toBe(160_000);
  // Decoding is not halved.
  expect(about({ ...sd, steps: 10 })).toBe(Math.round((40_000 * 24) / 44));
  expect(about({ ...sd, scheduler: 'heun', guidanceScale: 1 })).toBe(40_000);
});

test('the largest of many generations count, and of those the one in the middle', () => {
  const small = { ...sd, steps: 1, width: 64, height: 64 };
  const past = [...Array.from({ length: 12 }, () => took(60_000, small)), took(9000, sd)];
  const more = [5000, 7000, 9000, 60_000].map((ms) => took(ms, sd));
  const answer = estimateMs(sd, { past: [...past, ...more], familyOf, cores: undefined });
  expect(answer).toBe(9000);
});

test('before the first, other checkpoints speak by how heavy they are, else the processor', () => {
  const past = [took(1000, spark)];
  const [first, large] = ['own', 'large'].map((checkpoint) =>
    estimateMs({ ...sd, ...by(checkpoint) }, { past, familyOf, cores: undefined }),
  );
  expect(first).toBe(Math.round((1000 * 16 * 30) / 1.4));
  expect(large! / first!).toBeCloseTo(67 / 30, 3);
  const none = { past: [], familyOf, cores: 2 };
  // Stable Diffusion 1.5 at its own size: sixteen seconds of one core for a guided step.
  expect(estimateMs(sd, none)).toBeCloseTo((22 * 16_000) / 2, -4);
  expect(estimateMs(sd, { ...none, cores: undefined })).toBeUndefined();
  expect(estimateMs({ ...sd, ...by('strange') }, none)).toBeUndefined();
});
