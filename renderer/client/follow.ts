/** Following an event stream for as long as the window lives, over every lost connection. */
import { backoffDelay, pause } from './backoff.ts';

/**
 * Opens the stream, hands each event on, and opens it again when it ends or breaks. Streams of the
 * contract begin with the present state, so nothing is missed.
 */
export async function follow<Event>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>,
  handle: (event: Event) => void,
  signal: AbortSignal,
): Promise<void> {
  let attempt = 0;
  while (!signal.aborted) {
    try {
      for await (const event of await open(signal)) {
        attempt = 0;
        handle(event);
      }
    } catch {
      // Why it broke does not matter here: whoever calls a procedure sees its error.
    }
    await pause(backoffDelay(attempt, Math.random()), signal);
    attempt += 1;
  }
}
