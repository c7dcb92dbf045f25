/** Traces in a thread of its own: a drawing takes up to a second, and windows wait for no one. */
import { parentPort } from 'node:worker_threads';
import { draw, type Drawing, type DrawingOptions } from './drawing.ts';

export interface TracingOrder extends DrawingOptions {
  readonly number: number;
  readonly path: string;
}

export type TracingAnswer =
  | { readonly number: number; readonly drawing: Drawing }
  | { readonly number: number; readonly reason: string };

parentPort?.on('message', (order: TracingOrder) => {
  void draw(order.path, order).then(
    (drawing) => answer({ number: order.number, drawing }),
    (error: unknown) =>
      answer({
        number: order.number,
        reason: error instanceof Error ? error.message : String(error),
      }),
  );
});

function answer(message: TracingAnswer): void {
  parentPort?.postMessage(message);
}
