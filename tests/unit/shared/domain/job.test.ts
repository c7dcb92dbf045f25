import { expect, test } from 'vitest';
import { canTransition, isTerminal, jobStateSchema } from '#shared/domain/job.ts';

test('a job that ended well stays so, and one that did not can be retried', () => {
  for (const to of jobStateSchema.options) expect(canTransition('done', to)).toBe(false);
  expect(canTransition('failed', 'waiting')).toBe(true);
  expect(canTransition('cancelled', 'waiting')).toBe(true);
  expect(canTransition('failed', 'running')).toBe(false);
});

test('only a waiting job starts, and a running one can go back to waiting', () => {
  const startable = jobStateSchema.options.filter((from) => canTransition(from, 'running'));
  expect(startable).toEqual(['waiting']);
  expect(canTransition('running', 'waiting')).toBe(true);
  expect(jobStateSchema.options.filter(isTerminal)).toEqual(['done', 'failed', 'cancelled']);
});
