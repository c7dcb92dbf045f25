/** Adjustments in a thread beside the others. */
import { Worker } from 'node:worker_threads';
import type {
  AdjustedPicture,
  AdjustOrder,
  PictureAdjuster,
} from '#main/core/edit/picture-adjuster.port.ts';
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import { CancelledError, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError, fromErrorShape } from '#shared/errors/easel-error.ts';
import { reasonOf } from '../disk/sharp-codec.ts';
import type { AdjustingAnswer, AdjustingOrder } from './adjusting-worker.ts';

interface Waiting {
  readonly resolve: (made: AdjustedPicture) => void;
  readonly reject: (error: Error) => void;
  readonly name: string;
}

export class AdjustingThread implements PictureAdjuster {
  readonly #codec: Pick<PictureCodec, 'inspect'>;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #orders = 0;

  constructor(codec: Pick<PictureCodec, 'inspect'>) {
    this.#codec = codec;
  }

  async adjust(order: AdjustOrder, signal?: AbortSignal): Promise<AdjustedPicture> {
    await this.#codec.inspect(order.path, order.name);
    if (signal !== undefined) throwIfCancelled(signal);
    const worker = (this.#worker ??= this.#start());
    const { promise, resolve, reject } = Promise.withResolvers<AdjustedPicture>();
    const number = (this.#orders += 1);
    this.#waiting.set(number, { resolve, reject, name: order.name });
    const cancel = (): void => {
      worker.postMessage({ number, isCancelled: true } satisfies AdjustingOrder);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    worker.ref();
    worker.postMessage({ number, order } satisfies AdjustingOrder);
    return promise.finally(() => signal?.removeEventListener('abort', cancel));
  }

  #start(): Worker {
    const worker = new Worker(new URL('adjusting-worker.ts', import.meta.url));
    worker.on('message', (answer: AdjustingAnswer) => {
      this.#take(answer);
    });
    // A thread that dies takes down what it worked on, nothing else.
    worker.on('error', (error: unknown) => {
      const reason = reasonOf(error);
      this.#worker = undefined;
      for (const { reject, name } of this.#waiting.values()) reject(unreadable(name, reason));
      this.#waiting.clear();
    });
    return worker;
  }

  #take(answer: AdjustingAnswer): void {
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    // An idle thread keeps no process alive.
    if (this.#waiting.size === 0) this.#worker?.unref();
    if (waiting === undefined) return;
    if ('made' in answer) waiting.resolve(answer.made);
    else if ('error' in answer) waiting.reject(fromErrorShape(answer.error));
    else if ('reason' in answer) waiting.reject(unreadable(waiting.name, answer.reason));
    else waiting.reject(new CancelledError());
  }
}

function unreadable(name: string, reason: string): EaselError {
  return new EaselError('picture.unreadable', { name, reason });
}
