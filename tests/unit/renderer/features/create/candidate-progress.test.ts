import { expect, test } from 'vitest';
import { candidateProgress } from '#renderer/features/create/candidate-progress.ts';
import type { JobProgress } from '#shared/domain/job.ts';

function progress(given: Partial<JobProgress>): JobProgress {
  return { phase: 'denoising', done: 8, total: 16, fraction: 0.3, candidates: [2, 3], ...given };
}

test('a candidate waits, is worked on, and is finished while the next ones begin', () => {
  expect(candidateProgress(progress({}), 5, 6, false)).toEqual({ stage: 'waiting', share: 0 });
  expect(candidateProgress(progress({}), 2, 6, false)).toEqual({ stage: 'working', share: 0.5 });
  expect(candidateProgress(progress({}), 0, 6, true)).toEqual({ stage: 'finishing', share: 1 });
  expect(candidateProgress(undefined, 0, 6, false).stage).toBe('waiting');
});

test('the bar never falls back when decoding follows the steps', () => {
  const { share } = candidateProgress(progress({ phase: 'decoding', done: 0 }), 2, 6, true);
  expect(share).toBe(1);
});

test('time left is that of the group: all of it for the last one, a part before', () => {
  const last = candidateProgress(progress({ remainingMs: 4000 }), 2, 2, false);
  expect(last.remainingMs).toBe(4000);
  const first = candidateProgress(progress({ remainingMs: 4000 }), 2, 8, false);
  expect(first.remainingMs).toBeLessThan(1000);
  expect(first.remainingMs).toBeGreaterThan(0);
});
