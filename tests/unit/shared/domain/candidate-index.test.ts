import { expect, test } from 'vitest';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import { candidateIndexOf } from '#shared/domain/picture.ts';

const jobId = 'abc123' as JobId;

test('candidates are told by their ids where no generation made them', () => {
  expect(candidateIndexOf({ id: 'abc123-2' as PictureId, jobId })).toBe(2);
  expect(candidateIndexOf({ id: 'other-2' as PictureId, jobId })).toBeUndefined();
  expect(candidateIndexOf({ id: 'abc123-2' as PictureId })).toBeUndefined();
});
