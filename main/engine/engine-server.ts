/** Requests in, events and exactly one answer out. */
import { constants, setPriority } from 'node:os';
import type {
  EngineMessage,
  EngineMethod,
  EnginePort,
  EngineRequest,
  HostMessage,
} from '#shared/engine-protocol/messages.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import { createEngineContext, type EngineContext } from './engine-context.ts';
import { methods, runsGraphs, type MethodHandler } from './methods/index.ts';

export class EngineServer {
  readonly #port: EnginePort<EngineMessage, HostMessage>;
  readonly #exit: () => void;
  readonly #running = new Map<number, AbortController>();
  #context: Promise<EngineContext> | undefined;
  /** Graphs run one after another: two at once would only fight for the same cores. */
  #queue: Promise<void> = Promise.resolve();

  constructor(port: EnginePort<EngineMessage, HostMessage>, exit: () => void) {
    this.#port = port;
    this.#exit = exit;
  }

  listen(): void {
    this.#port.onMessage((message) => {
      this.#receive(message);
    });
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'start':
        if (message.options.isInBackground === true) stepBack();
        this.#context = createEngineContext(message.options);
        // A failure is reported with each request that needs the device.
        this.#context.then(
          ({ device }) => this.#log(`${device.provider}: ${device.reason}`),
          () => undefined,
        );
        this.#port.post({ type: 'ready', pid: process.pid });
        return;
      case 'ping':
        this.#port.post({ type: 'pong', nonce: message.nonce });
        return;
      case 'cancel':
        this.#running.get(message.id)?.abort();
        return;
      case 'shutdown':
        this.#exit();
        return;
      case 'request':
        this.#accept(message);
    }
  }

  #log(text: string): void {
    this.#port.post({ type: 'log', level: 'info', text });
  }

  #accept(request: EngineRequest): void {
    const controller = new AbortController();
    this.#running.set(request.id, controller);
    const answer = (): Promise<void> => this.#answer(request, controller.signal);
    // What runs no graph is answered between the steps of what does.
    if (runsGraphs(request)) this.#queue = this.#queue.then(answer);
    else void answer();
  }

  async #answer(request: EngineRequest, signal: AbortSignal): Promise<void> {
    const { id, method, params } = request;
    try {
      signal.throwIfAborted();
      if (this.#context === undefined) throw new Error('a request came before the start message');
      const context = await this.#context;
      if (runsGraphs(request)) context.models.beginRound();
      const handler = methods[method] as MethodHandler<EngineMethod>;
      const emit = (event: unknown): void => {
        this.#port.post({ type: 'event', id, event });
      };
      const value = await handler(context, params, emit, signal);
      this.#port.post({ type: 'result', id, value });
    } catch (error) {
      this.#port.post(
        isCancellation(error)
          ? { type: 'cancelled', id }
          : { type: 'error', id, error: toErrorShape(error) },
      );
    } finally {
      this.#running.delete(id);
    }
  }
}

/** Other launches of the engine go first: somebody waits for what they make. */
function stepBack(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // A system that refuses it only makes the others slower.
  }
}
