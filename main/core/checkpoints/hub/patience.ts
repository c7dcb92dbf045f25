/** Trying again after faults of the network: later each time, and never before the hub says so. */
import { setTimeout as delay } from 'node:timers/promises';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { CancelledError } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

export interface Patience {
  /** Tries without any success in between. */
  readonly tries: number;
  readonly firstMs: number;
  readonly longestMs: number;
  /** A hub that asks for a longer pause is left to the person. */
  readonly longestAskedMs: number;
}

export const usualPatience: Patience = {
  tries: 6,
  firstMs: 1_000,
  longestMs: 30_000,
  longestAskedMs: 120_000,
};

const PASSING = new Set(['hub.unreachable', 'hub.stalled', 'hub.busy', 'hub.odd-answer']);

/**
 * Calls `work` until it answers. Throws its last error when `patience` is over or the error is none
 * that passes, and CancelledError when the signal fires.
 *
 * @param progress a number that has changed when something came meanwhile: then counting begins anew
 */
export async function patiently<Result>(
  work: () => Promise<Result>,
  patience: Patience,
  signal?: AbortSignal,
  progress: () => number = () => 0,
): Promise<Result> {
  let failures = 0;
  let before = progress();
  for (;;) {
    throwIfCancelled(signal);
    try {
      return await work();
    } catch (error) {
      if (progress() !== before) failures = 0;
      before = progress();
      failures += 1;
      const wait = waitAfter(error, failures, patience);
      if (wait === undefined) throw error;
      await delay(wait, undefined, { signal }).catch(() => {
        throw new CancelledError();
      });
    }
  }
}

/** Milliseconds; undefined when it is no use. */
function waitAfter(error: unknown, failures: number, patience: Patience): number | undefined {
  if (!(error instanceof EaselError) || !PASSING.has(error.code)) return undefined;
  if (failures >= patience.tries) return undefined;
  const asked = Number(error.params['seconds'] ?? 0) * 1000;
  if (error.code === 'hub.busy' && asked > patience.longestAskedMs) return undefined;
  const backoff = Math.min(patience.longestMs, patience.firstMs * 2 ** (failures - 1));
  const least = error.code === 'hub.busy' ? asked : 0;
  // Many copies of the program should not come back at the same moment.
  return least + backoff * (0.5 + Math.random());
}
