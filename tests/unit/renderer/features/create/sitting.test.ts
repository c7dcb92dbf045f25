import { expect, test } from 'vitest';
import { readSitting, writeSitting } from '#renderer/features/create/sitting.ts';
import type { JobId } from '#shared/domain/ids.ts';

test('a sitting comes back as it was', () => {
  const stored = new Map<string, string>();
  const sitting = { prompt: 'a cat', jobId: 'job-1' as JobId, columns: 3, isInspectorOpen: false };
  writeSitting({ remember: (key, value) => void stored.set(key, value) }, sitting);
  expect(readSitting({ recall: (key) => stored.get(key) })).toEqual(sitting);
});

test('what is broken or of another shape is left out', () => {
  for (const text of [undefined, '{"prompt"', 'null', '[]', '{"columns": 900, "jobId": "../x"}']) {
    const sitting = readSitting({ recall: () => text });
    expect(Object.values(sitting).filter((value) => value !== undefined)).toEqual([]);
  }
});
