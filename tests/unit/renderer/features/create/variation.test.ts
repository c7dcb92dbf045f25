import { expect, test } from 'vitest';
import { baseOf, variationRequest } from '#renderer/features/create/variation.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { MAX_SEED } from '#shared/domain/seed.ts';
import { generationRecord } from '#tests/support/generation-record.ts';
import { jobSettings } from '#tests/support/job-settings.ts';

const id = '0mwtq5hxjbe8f77606-2' as PictureId;
const picture = { id, generation: generationRecord({ index: 2, prompt: 'a red apple' }) };
const settings = jobSettings({ prompt: 'a {red|green} apple' });
const base = baseOf(settings);
const spark = { takesReferences: true };

test('they begin with the picture, are drawn to it, and have its words', () => {
  const request = variationRequest(picture, base, [settings], spark);
  expect(request).toMatchObject({
    ...{ prompt: 'a red apple', count: 4, steps: 3, seed: picture.generation.seed + 1 },
    start: { id, strength: 0.6 },
    references: [{ id, weight: 0.5 }],
  });
  const asked = variationRequest(picture, base, [], { takesReferences: false });
  expect(asked.start).toEqual({ id, strength: 0.6 });
  expect(asked.references).toBeUndefined();
});

test('asking again and again never makes the same pictures twice', () => {
  const made = [settings];
  const seeds = [1, 2, 3].map(() => {
    const { seed = 0 } = variationRequest(picture, base, made, spark);
    made.push({ ...settings, seed, start: { id, sha256: '', strength: 0.6 } });
    return seed;
  });
  const first = picture.generation.seed + 1;
  expect(seeds).toEqual([first, first + 4, first + 8]);
});

test('at the end of all seeds they begin anew, and pictures without words speak for themselves', () => {
  const last = { id, generation: { ...picture.generation, seed: MAX_SEED } };
  expect(variationRequest(last, base, [], spark).seed).toBe(0);
  expect(variationRequest({ id }, base, [], spark)).toMatchObject({ prompt: '', seed: 1 });
});
