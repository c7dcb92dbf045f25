import { expect, test } from 'vitest';
import { backoffDelay, pause } from '#renderer/client/backoff.ts';

test('waits longer each time, up to a limit', () => {
  const delays = [0, 1, 2, 3, 10].map((attempt) => backoffDelay(attempt, 0.5));
  expect(delays).toEqual([200, 400, 800, 1600, 5000]);
});

test('a stopped pause ends at once', async () => {
  const stop = new AbortController();
  const waiting = pause(60_000, stop.signal);
  stop.abort();
  await expect(waiting).resolves.toBeUndefined();
  await expect(pause(60_000, stop.signal)).resolves.toBeUndefined();
});
