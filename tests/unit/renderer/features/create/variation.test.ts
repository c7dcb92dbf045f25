import { expect, test } from 'vitest';
import { variationRequest } from '#renderer/features/create/variation.ts';
import { MAX_SEED } from '#shared/domain/seed.ts';
import { generationRecord } from '#tests/support/generation-record.ts';
import { jobSettings } from '#tests/support/job-settings.ts';

const record = generationRecord({ index: 2, prompt: 'a red apple' });
const settings = jobSettings({ prompt: 'a {red|green} apple' });

test('the words are those of the candidate, the seeds begin after its generation', () => {
  const request = variationRequest(settings, record, [settings]);
  expect(request).toMatchObject({ prompt: 'a red apple', seed: 11, count: 4, steps: 3 });
});

test('asking again and again never makes the same pictures twice', () => {
  const made = [settings];
  const seeds = [1, 2, 3].map(() => {
    const { seed = 0, prompt } = variationRequest(settings, record, made);
    made.push({ ...settings, seed, prompt });
    return seed;
  });
  expect(seeds).toEqual([11, 15, 19]);
});

test('at the end of all seeds they begin anew', () => {
  const last = { ...settings, seed: MAX_SEED - 1 };
  expect(variationRequest(last, record, [last]).seed).toBe(2);
});
