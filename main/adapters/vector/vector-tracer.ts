/** Pictures as SVG: few flat colours in Oklab, outlines by VTracer, in a thread beside the others. */
import { Worker } from 'node:worker_threads';
import type { SvgOptions, Vectoriser } from '#main/core/export/vectoriser.port.ts';
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import { MAX_PIXELS } from '#shared/domain/size.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { Drawing } from './drawing.ts';
import type { TracingAnswer, TracingOrder } from './tracing-worker.ts';
import { writeSvg } from './write-svg.ts';

/** Characters of path data; the file is a little larger. */
const BUDGET = 240 * 1024;

interface Waiting {
  readonly resolve: (drawing: Drawing) => void;
  readonly reject: (error: Error) => void;
  readonly name: string;
}

export class VectorTracer implements Vectoriser {
  readonly #codec: Pick<PictureCodec, 'inspect'>;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #orders = 0;

  constructor(codec: Pick<PictureCodec, 'inspect'>) {
    this.#codec = codec;
  }

  async toSvg(path: string, name: string, options: SvgOptions): Promise<Uint8Array> {
    const { width, height } = await this.#codec.inspect(path, name);
    const drawing = await this.#draw(path, name, options.colours);
    const { longerSide, background, texts } = options;
    const factor = longerSide === undefined ? 1 : longerSide / Math.max(width, height);
    const svg = writeSvg(drawing, {
      width: Math.max(1, Math.round(width * factor)),
      height: Math.max(1, Math.round(height * factor)),
      background,
      texts,
    });
    return new TextEncoder().encode(svg);
  }

  #draw(path: string, name: string, colours: number): Promise<Drawing> {
    this.#worker ??= this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<Drawing>();
    const number = (this.#orders += 1);
    this.#waiting.set(number, { resolve, reject, name });
    const order = { number, path, colours, budget: BUDGET, limitInputPixels: MAX_PIXELS };
    this.#worker.ref();
    this.#worker.postMessage(order satisfies TracingOrder);
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL('tracing-worker.ts', import.meta.url));
    worker.on('message', (answer: TracingAnswer) => {
      this.#take(answer);
    });
    // A thread that dies takes down what it worked on, nothing else.
    worker.on('error', (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#worker = undefined;
      for (const { reject, name } of this.#waiting.values()) {
        reject(unreadable(name, reason));
      }
      this.#waiting.clear();
    });
    return worker;
  }

  #take(answer: TracingAnswer): void {
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    // An idle thread keeps no process alive.
    if (this.#waiting.size === 0) this.#worker?.unref();
    if ('drawing' in answer) waiting?.resolve(answer.drawing);
    else waiting?.reject(unreadable(waiting.name, answer.reason));
  }
}

function unreadable(name: string, reason: string): EaselError {
  return new EaselError('picture.unreadable', { name, reason: reason.slice(0, 120) });
}
