import { expect, test } from 'vitest';
import { unlessAborted } from '#main/adapters/engine-link/unless-aborted.ts';
import { CancelledError } from '#shared/errors/cancellation.ts';

test('what comes in time is given, and so is its failure', async () => {
  const { signal } = new AbortController();
  await expect(unlessAborted(Promise.resolve(3), signal)).resolves.toBe(3);
  await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  await expect(unlessAborted(Promise.resolve(4), undefined)).resolves.toBe(4);
});

test('whoever cancels does not wait for what never comes', async () => {
  const stop = new AbortController();
  const waiting = unlessAborted(new Promise(() => undefined), stop.signal);
  stop.abort();
  await expect(waiting).rejects.toBeInstanceOf(CancelledError);
});
