/**
 * Keeps an engine process: starts it when it is first needed, notices when it dies, starts it anew
 * with growing pauses, and restarts it when its settings change.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { CallOptions, Engine } from '#main/core/engine/engine.port.ts';
import type {
  EngineMethod,
  EngineMethods,
  EngineOptions,
  GenerateEvent,
  GenerateParams,
  RankParams,
  EmbedPicturesParams,
  CountTokensParams,
} from '#shared/engine-protocol/messages.ts';
import type { EngineInfo, EngineState } from '#shared/domain/system.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { EngineConnection, type RequestOptions } from './engine-connection.ts';
import type { EngineLauncher } from './launcher.ts';

const READY_PATIENCE_MS = 30_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;
/** A process that lived this long was healthy: the next death begins with a short pause again. */
const HEALTHY_MS = 1000;

export class EngineSupervisor implements Engine {
  readonly #launch: EngineLauncher;
  #options: EngineOptions;
  #connection: Promise<EngineConnection> | undefined;
  #state: EngineState = 'stopped';
  #restarts = 0;
  #pauseMs = 0;
  #info: EngineInfo | undefined;
  #isClosed = false;

  constructor(launch: EngineLauncher, options: EngineOptions) {
    this.#launch = launch;
    this.#options = options;
  }

  generate(
    params: GenerateParams,
    options: CallOptions & { readonly onEvent: (event: GenerateEvent) => void },
  ) {
    return this.#call('generate', params, options);
  }

  rank(params: RankParams, options: CallOptions = {}) {
    return this.#call('rank', params, options);
  }

  embedPictures(params: EmbedPicturesParams, options: CallOptions = {}) {
    return this.#call('embedPictures', params, options);
  }

  countTokens(params: CountTokensParams, options: CallOptions = {}) {
    return this.#call('countTokens', params, options);
  }

  async describe(options: CallOptions = {}): Promise<EngineInfo> {
    this.#info = await this.#call('describe', {}, options);
    return this.#info;
  }

  status() {
    return { state: this.#state, restarts: this.#restarts, info: this.#info };
  }

  /** The process id while one runs; for tests that kill it. */
  async pid(): Promise<number | undefined> {
    return (await this.#connection)?.pid;
  }

  configure({ device, memoryBudgetBytes }: Parameters<Engine['configure']>[0]): void {
    const isSame =
      device === this.#options.device && memoryBudgetBytes === this.#options.memoryBudgetBytes;
    if (isSame) return;
    this.#options = { ...this.#options, device, memoryBudgetBytes };
    const old = this.#connection;
    this.#connection = undefined;
    this.#info = undefined;
    // Requests under way end with engine.stopped, and their jobs run again on the new process.
    void old?.then((connection) => connection.close());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    await connection?.close();
    this.#state = 'stopped';
  }

  async #call<Method extends EngineMethod>(
    method: Method,
    params: EngineMethods[Method]['params'],
    options: RequestOptions<Method>,
  ): Promise<EngineMethods[Method]['result']> {
    throwIfCancelled(options.signal);
    const connection = await this.#connect();
    return connection.request(method, params, options);
  }

  #connect(): Promise<EngineConnection> {
    if (this.#isClosed) {
      return Promise.reject(new EaselError('engine.stopped', { reason: 'Easel is closing' }));
    }
    this.#connection ??= this.#open();
    return this.#connection;
  }

  async #open(): Promise<EngineConnection> {
    this.#state = this.#restarts === 0 && this.#pauseMs === 0 ? 'starting' : 'restarting';
    await delay(this.#pauseMs);
    try {
      const connection = await EngineConnection.open(
        this.#launch,
        this.#options,
        READY_PATIENCE_MS,
      );
      this.#state = 'ready';
      this.#forgetWhenGone(connection, Date.now());
      return connection;
    } catch (error) {
      this.#state = 'failed';
      this.#connection = undefined;
      this.#pauseMs = longer(this.#pauseMs);
      throw error;
    }
  }

  #forgetWhenGone(connection: EngineConnection, since: number): void {
    const mine = this.#connection;
    void connection.exited.then(() => {
      // Replaced on purpose, by new settings or by closing: not a death.
      if (this.#connection !== mine || this.#isClosed) return;
      this.#connection = undefined;
      this.#state = 'stopped';
      this.#restarts += 1;
      const wasHealthy = Date.now() - since > HEALTHY_MS;
      this.#pauseMs = wasHealthy ? 0 : longer(this.#pauseMs);
    });
  }
}

function longer(pauseMs: number): number {
  return Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2));
}
