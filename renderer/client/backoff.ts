/** How long to wait before the next attempt. */

const FIRST_MS = 200;
const LONGEST_MS = 5_000;

/** Doubles from 0.2 s to 5 s; `spread` in 0..1 keeps many windows from calling in step. */
export function backoffDelay(attempt: number, spread: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (0.75 + 0.5 * spread);
}

/** Waits, or returns early when the signal fires. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
