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
  /**
   * Cancelled, it is worth nothing, and others would wait for it: a process that does not confirm the
   * cancel in time is ended.
   */
  readonly endsProcess?: boolean;
}

/** A cancel that the engine has not confirmed by then is treated as done; its answer is dropped. */
const CANCEL_PATIENCE_MS = 900;
/** Nothing heard at all for so long after a cancel: the process hangs, and is ended. */
const HANG_MS = 15_000;
const PING_MS = 5000;
/**
 * Pings in a row without any word back: an idle process then hangs; a busy one may be blocked by
 * one long run of a graph. Counted, not timed, so that a machine waking from sleep kills nothing.
 */
const SILENT_PINGS_IDLE = 6;
const SILENT_PINGS_BUSY = 24;
const SHUTDOWN_MS = 2000;

/** Patience in milliseconds; other values only in tests. */
export interface LinkPatience {
  readonly ready?: number;
  readonly cancel?: number;
  readonly hang?: number;
}

const READY_MS = 30_000;

export class EngineConnection {
  readonly #process: EngineProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<string>;
  #exitReason: string | undefined;
  #nextId = 1;
  readonly #patience: Required<LinkPatience>;
  #messagesHeard = 0;
  #silentPings = 0;
  #isRetired = false;
  #isKilled = false;
  #hasDiedAtWork = false;
  #heartbeat: NodeJS.Timeout | undefined;

  private constructor(process: EngineProcess, patience: LinkPatience) {
    this.#process = process;
    this.#patience = { ready: READY_MS, cancel: CANCEL_PATIENCE_MS, hang: HANG_MS, ...patience };
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
    patience: LinkPatience = {},
  ): Promise<EngineConnection> {
    const connection = new EngineConnection(launch(), patience);
    await connection.#start(options);
    return connection;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get isOpen(): boolean {
    return this.#exitReason === undefined;
  }

  /** Whether it ended in the middle of a request, and not by our hand. */
  get hasDiedAtWork(): boolean {
    return this.#hasDiedAtWork;
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
    const { signal, onEvent, endsProcess = false } = options;
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
          if (endsProcess) this.#kill();
        }, this.#patience.cancel);
        this.#killIfSilent();
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

  /** Lets open requests finish, then closes; whoever holds it sends it no more. */
  retire(): void {
    this.#isRetired = true;
    this.#closeWhenIdle();
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

  async #start(options: EngineOptions): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      this.#process.onMessage((message) => {
        if (message.type === 'ready') resolve();
        this.#receive(message);
      });
    });
    this.#post({ type: 'start', options });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, this.#patience.ready, 'late');
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
    this.#messagesHeard += 1;
    this.#silentPings = 0;
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
    this.#closeWhenIdle();
  }

  #closeWhenIdle(): void {
    if (this.#isRetired && this.#pending.size === 0) void this.close();
  }

  /**
   * After a cancel any word will do: an answer to another request shows that this one waits its
   * turn behind it, and answers to pings come only between runs of a graph.
   */
  #killIfSilent(): void {
    const heard = this.#messagesHeard;
    const timer = setTimeout(() => {
      if (this.#messagesHeard === heard) this.#kill();
    }, this.#patience.hang);
    timer.unref();
  }

  #watchHeartbeat(): void {
    let nonce = 0;
    this.#heartbeat = setInterval(() => {
      const limit = this.#pending.size > 0 ? SILENT_PINGS_BUSY : SILENT_PINGS_IDLE;
      if (this.#silentPings >= limit) this.#kill();
      this.#silentPings += 1;
      this.#post({ type: 'ping', nonce: (nonce += 1) });
    }, PING_MS);
    this.#heartbeat.unref();
  }

  #post(message: HostMessage): void {
    if (this.isOpen) this.#process.post(message);
  }

  #kill(): void {
    this.#isKilled = true;
    this.#process.kill();
  }

  #end(reason: string): void {
    this.#exitReason = reason;
    this.#hasDiedAtWork = this.#pending.size > 0 && !this.#isKilled;
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
