/** Adjusts in a thread of its own: a large picture takes seconds, and windows wait for no one. */
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import type { AdjustedPicture, AdjustOrder } from '#main/core/edit/picture-adjuster.port.ts';
import { isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { reasonOf } from '../disk/sharp-codec.ts';
import { adjustPicture } from './adjust-picture.ts';

export type AdjustingOrder =
  | { readonly number: number; readonly order: AdjustOrder }
  | { readonly number: number; readonly isCancelled: true };

export type AdjustingAnswer =
  | { readonly number: number; readonly made: AdjustedPicture }
  | { readonly number: number; readonly isCancelled: true }
  | { readonly number: number; readonly error: ErrorShape }
  | { readonly number: number; readonly reason: string };

const running = new Map<number, AbortController>();
/** One after another: two large pictures at once would take twice the memory. */
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (message: AdjustingOrder) => {
  const { number } = message;
  if ('isCancelled' in message) {
    running.get(number)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(number, controller);
  last = last.then(() => work(number, message.order, controller.signal));
});

async function work(number: number, order: AdjustOrder, signal: AbortSignal): Promise<void> {
  try {
    throwIfCancelled(signal);
    const made = await adjustPicture(order, async () => {
      await setImmediate();
      throwIfCancelled(signal);
    });
    answer({ number, made });
  } catch (error) {
    if (isCancellation(error)) answer({ number, isCancelled: true });
    else if (error instanceof EaselError) answer({ number, error: toErrorShape(error) });
    else answer({ number, reason: reasonOf(error) });
  } finally {
    running.delete(number);
  }
}

function answer(message: AdjustingAnswer): void {
  parentPort?.postMessage(message);
}
