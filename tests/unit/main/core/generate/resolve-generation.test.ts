import { expect, test } from 'vitest';
import { openCheckpointFolders } from '#main/adapters/disk/checkpoint-folder.ts';
import { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import { resolveGeneration } from '#main/core/generate/resolve-generation.ts';
import { MAX_SEED } from '#shared/domain/seed.ts';
import type { GenerationRequest } from '#shared/domain/generation.ts';
import { fixtures } from '#tests/engine/support/checkpoints.ts';

const folders = openCheckpointFolders({ embedded: fixtures, user: '/nowhere' });
const { summary } = await new Checkpoints(folders).resolve('tiny-spark');

function resolve(changes: Partial<GenerationRequest>) {
  return resolveGeneration({ prompt: 'an apple', ...changes }, summary, { diversity: 0.4 });
}

test('gaps are filled from the checkpoint and from the settings of the user', () => {
  const { seed, ...rest } = resolve({});
  expect(rest).toEqual({
    ...{ prompt: 'an apple', negativePrompt: '', variants: 'cycle', diversity: 0.4, count: 8 },
    ...{ checkpoint: 'tiny-spark', checkpointVersion: '1', checkpointHash: summary.hash },
    ...{ steps: summary.defaults.steps, guidanceScale: summary.defaults.guidanceScale },
    ...{ scheduler: summary.defaults.scheduler, width: 128, height: 128 },
  });
  expect(Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED).toBe(true);
  expect(resolve({}).seed).not.toBe(seed);
});

test('what was asked for is kept, limits included', () => {
  const asked = { count: 64, seed: MAX_SEED, steps: 150, guidanceScale: 0, diversity: 1 };
  expect(resolve(asked)).toMatchObject(asked);
  expect(resolve({ count: 1, seed: 0, steps: 1, guidanceScale: 30, diversity: 0 }).seed).toBe(0);
});

test.each([
  ['count', 0, 1, 64],
  ['count', 1000, 1, 64],
  ['count', 2.5, 1, 64],
  ['count', Number.NaN, 1, 64],
  ['seed', -1, 0, MAX_SEED],
  ['seed', MAX_SEED + 1, 0, MAX_SEED],
  ['steps', 0, 1, 150],
  ['steps', 151, 1, 150],
  ['guidanceScale', 30.1, 0, 30],
  ['guidanceScale', Number.NaN, 0, 30],
  ['diversity', -0.1, 0, 1],
  ['diversity', 1.1, 0, 1],
])('%s = %d is refused with the field and its limits', (field, value, min, max) => {
  const params = { field, value: String(value), min, max };
  expect(() => resolve({ [field]: value })).toThrow(
    expect.objectContaining({ code: 'generate.value-out-of-range', params }),
  );
});

test('an unknown scheduler is refused with the choices, another size with the one there is', () => {
  expect(() => resolve({ scheduler: 'magic' })).toThrow(
    expect.objectContaining({
      code: 'generate.value-unknown',
      params: { field: 'scheduler', value: 'magic', choices: 'flow-match-euler' },
    }),
  );
  const params = { checkpoint: 'Tiny Spark', width: 128, height: 128 };
  expect(() => resolve({ width: 512 })).toThrow(
    expect.objectContaining({ code: 'generate.size-unsupported', params }),
  );
  expect(resolve({ width: 128, height: 128 }).width).toBe(128);
});
