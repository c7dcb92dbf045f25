/** One engine process and the requests that are open with it. */
import type {
  EngineMessage,
  EngineMethod,
  EngineMethods,
  EngineOptions,
  HostMessage,
} from '#shared/engine-protocol/messages.ts';
import { CancelledError } from '#shared/errors/cancellation.ts';
import { EaselError, fromErrorShape } from '#shared/errors/easel-error.ts';
import type { EngineLauncher, EngineProcess } from './launcher.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onEvent: (event: unknown) => void;
}

export interface RequestOptions<Method extends EngineMethod> {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EngineMethods[Method]['event']) => void;
}

/** A cancel that the engine has not confirmed by then is treated as done; its answer is dropped. */
const CANCEL_PATIENCE_MS = 900;
const PING_MS = 5000;
/** One run of a graph blocks the process; silence longer than this is no run, but a hang. */
const SILENCE_MS = 120_000;
const SHUTDOWN_MS = 2000;

export class EngineConnection {
  readonly #process: EngineProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<string>;
  #exitReason: string | undefined;
  #nextId = 1;
  #lastHeard = Date.now();
  #heartbeat: NodeJS.Timeout | undefined;

  private constructor(process: EngineProcess) {
    this.#process = process;
    this.#exited = new Promise((resolve) => {
      process.onExit((reason) => {
        this.#end(reason);
        resolve(reason);
      });
    });
  }

  /** Resolves when the process answers. Throws `engine.stopped` or `engine.unavailable`. */
  static async open(
    launch: EngineLauncher,
    options: EngineOptions,
    patienceMs: number,
  ): Promise<EngineConnection> {
    const connection = new EngineConnection(launch());
    await connection.#start(options, patienceMs);
    return connection;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get isOpen(): boolean {
    return this.#exitReason === undefined;
  }

  /** Resolves with the reason when the process is gone. */
  get exited(): Promise<string> {
    return this.#exited;
  }

  request<Method extends EngineMethod>(
    method: Method,
    params: EngineMethods[Method]['params'],
    options: RequestOptions<Method> = {},
  ): Promise<EngineMethods[Method]['result']> {
    const { signal, onEvent } = options;
    if (signal?.aborted === true) return Promise.reject(new CancelledError());
    if (this.#exitReason !== undefined) return Promise.reject(stopped(this.#exitReason));
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      let patience: NodeJS.Timeout | undefined;
      const onAbort = (): void => {
        this.#post({ type: 'cancel', id });
        patience = setTimeout(() => {
          this.#settle(id, (pending) => {
            pending.reject(new CancelledError());
          });
        }, CANCEL_PATIENCE_MS);
      };
      const cleanUp = (): void => {
        clearTimeout(patience);
        signal?.removeEventListener('abort', onAbort);
      };
      this.#pending.set(id, {
        resolve: (value) => {
          cleanUp();
          resolve(value as EngineMethods[Method]['result']);
        },
        reject: (error) => {
          cleanUp();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
        onEvent: (event) => {
          if (signal?.aborted !== true) onEvent?.(event as EngineMethods[Method]['event']);
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#post({ type: 'request', id, method, params } as HostMessage);
    });
  }

  /** Asks the process to end, and ends it when it does not. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.#post({ type: 'shutdown' });
    const timer = setTimeout(() => {
      this.#process.kill();
    }, SHUTDOWN_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  async #start(options: EngineOptions, patienceMs: number): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      this.#process.onMessage((message) => {
        if (message.type === 'ready') resolve();
        this.#receive(message);
      });
    });
    this.#post({ type: 'start', options });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, patienceMs, 'late');
    });
    const outcome = await Promise.race([ready, this.#exited, late]);
    clearTimeout(timer);
    if (outcome !== undefined) {
      this.#process.kill();
      // One that died may live the next time; one that says nothing would say nothing again.
      if (outcome !== 'late') throw stopped(outcome);
      throw new EaselError('engine.unavailable', { reason: 'it did not answer in time' });
    }
    this.#watchHeartbeat();
  }

  #receive(message: EngineMessage): void {
    this.#lastHeard = Date.now();
    if (message.type === 'event') this.#pending.get(message.id)?.onEvent(message.event);
    else if (message.type === 'result') {
      this.#settle(message.id, (pending) => {
        pending.resolve(message.value);
      });
    } else if (message.type === 'error') {
      this.#settle(message.id, (pending) => {
        pending.reject(fromErrorShape(message.error));
      });
    } else if (message.type === 'cancelled') {
      this.#settle(message.id, (pending) => {
        pending.reject(new CancelledError());
      });
    }
  }

  #settle(id: number, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending !== undefined) how(pending);
  }

  #watchHeartbeat(): void {
    let nonce = 0;
    this.#heartbeat = setInterval(() => {
      if (Date.now() - this.#lastHeard > SILENCE_MS) this.#process.kill();
      this.#post({ type: 'ping', nonce: (nonce += 1) });
    }, PING_MS);
    this.#heartbeat.unref();
  }

  #post(message: HostMessage): void {
    if (this.isOpen) this.#process.post(message);
  }

  #end(reason: string): void {
    this.#exitReason = reason;
    clearInterval(this.#heartbeat);
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id, (pending) => {
        pending.reject(stopped(reason));
      });
    }
  }
}

function stopped(reason: string): EaselError {
  return new EaselError('engine.stopped', { reason });
}
