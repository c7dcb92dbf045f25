/**
 * Keeps an engine process: starts it when it is first needed, notices when it dies, starts it anew
 * with growing pauses, and restarts it when its settings change. One that may have died for want of memory
 * is followed by one that plans with half of it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { CallOptions, Engine } from '#main/core/engine/engine.port.ts';
import type { Trainer } from '#main/core/training/trainer.port.ts';
import type {
  EngineMethod,
  EngineMethods,
  EngineOptions,
  GenerateEvent,
  GenerateParams,
  RankParams,
  EmbedPicturesParams,
  EmbedTextParams,
  CountTokensParams,
  ExplainParams,
  FindWordsParams,
  TransferStyleEvent,
  TransferStyleParams,
  UpscaleEvent,
  UpscaleParams,
} from '#shared/engine-protocol/messages.ts';
import type { FitTagsParams, FitTasteParams } from '#shared/engine-protocol/heads.ts';
import type {
  MeasureTrainingParams,
  TrainEvent,
  TrainParams,
} from '#shared/engine-protocol/training.ts';
import type { EngineInfo, EngineState } from '#shared/domain/system.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { EngineConnection, type LinkPatience, type RequestOptions } from './engine-connection.ts';
import type { EngineLauncher } from './launcher.ts';
import { mayHaveRunOut } from './ran-out.ts';
import { unlessAborted } from './unless-aborted.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;
/** A process that lived this long was healthy: the next death begins with a short pause again. */
const HEALTHY_MS = 1000;
/** Halvings of the memory that a process may plan with, before more of them would spare nothing. */
const MOST_HALVINGS = 5;

export class EngineSupervisor implements Engine, Trainer {
  readonly #launch: EngineLauncher;
  readonly #patience: LinkPatience;
  #options: EngineOptions;
  #connection: Promise<EngineConnection> | undefined;
  /** Of earlier settings, finishing what they had begun. */
  readonly #retiring = new Set<EngineConnection>();
  #state: EngineState = 'stopped';
  #restarts = 0;
  #pauseMs = 0;
  /** One more for each process that died at work as those do who ran out of memory. */
  #halvings = 0;
  #info: EngineInfo | undefined;
  #isClosed = false;

  constructor(launch: EngineLauncher, options: EngineOptions, patience: LinkPatience = {}) {
    this.#launch = launch;
    this.#patience = patience;
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

  embedText(params: EmbedTextParams, options: CallOptions = {}) {
    return this.#call('embedText', params, options);
  }

  explain(params: ExplainParams, options: CallOptions = {}) {
    return this.#call('explain', params, options);
  }

  findWords(params: FindWordsParams, options: CallOptions = {}) {
    return this.#call('findWords', params, options);
  }

  transferStyle(
    params: TransferStyleParams,
    options: CallOptions & { readonly onEvent: (event: TransferStyleEvent) => void },
  ) {
    return this.#call('transferStyle', params, options);
  }

  upscale(
    params: UpscaleParams,
    options: CallOptions & { readonly onEvent: (event: UpscaleEvent) => void },
  ) {
    return this.#call('upscale', params, options);
  }

  countTokens(params: CountTokensParams, options: CallOptions = {}) {
    return this.#call('countTokens', params, options);
  }

  describeHeads(options: CallOptions = {}) {
    return this.#call('describeHeads', {}, options);
  }

  fitTaste(params: FitTasteParams, options: CallOptions = {}) {
    return this.#call('fitTaste', params, options);
  }

  fitTags(params: FitTagsParams, options: CallOptions = {}) {
    return this.#call('fitTags', params, options);
  }

  train(
    params: TrainParams,
    options: CallOptions & { readonly onEvent: (event: TrainEvent) => void },
  ) {
    return this.#call('train', params, options);
  }

  async endTraining(params: { folder: string; how: 'pause' | 'early' }): Promise<boolean> {
    // A process that is not there yet has no run, and is not worth waiting for.
    return this.#state === 'ready' ? this.#call('endTraining', params, {}) : false;
  }

  measureTraining(params: MeasureTrainingParams, options: CallOptions = {}) {
    return this.#call('measureTraining', params, { ...options, endsProcess: true });
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
    return (await this.#connection?.catch(() => undefined))?.pid;
  }

  configure({ device, memoryBudgetBytes }: Parameters<Engine['configure']>[0]): void {
    const isSame =
      device === this.#options.device && memoryBudgetBytes === this.#options.memoryBudgetBytes;
    if (isSame) return;
    this.#options = { ...this.#options, device, memoryBudgetBytes };
    this.#halvings = 0;
    const old = this.#connection;
    this.#connection = undefined;
    this.#info = undefined;
    // What is under way ends on the old process; the next request starts the new one.
    old?.then(
      (connection) => {
        this.#retiring.add(connection);
        void connection.exited.then(() => this.#retiring.delete(connection));
        connection.retire();
      },
      // It never started; whoever asked for it has been told.
      () => undefined,
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    const all = connection === undefined ? this.#retiring : [connection, ...this.#retiring];
    await Promise.all(Array.from(all, (one) => one.close()));
    this.#state = 'stopped';
  }

  async #call<Method extends EngineMethod>(
    method: Method,
    params: EngineMethods[Method]['params'],
    options: RequestOptions<Method>,
  ): Promise<EngineMethods[Method]['result']> {
    throwIfCancelled(options.signal);
    // A start takes a second or more; whoever cancels meanwhile need not wait for it.
    const connection = await unlessAborted(this.#connect(), options.signal);
    return connection.request(method, params, options);
  }

  #connect(): Promise<EngineConnection> {
    if (this.#isClosed) {
      return Promise.reject(new EaselError('engine.stopped', { reason: 'Easel is closing' }));
    }
    if (this.#connection === undefined) {
      const mine = this.#open();
      this.#connection = mine;
      this.#follow(mine);
    }
    return this.#connection;
  }

  async #open(): Promise<EngineConnection> {
    this.#state = this.#restarts === 0 && this.#pauseMs === 0 ? 'starting' : 'restarting';
    await delay(this.#pauseMs);
    const { memoryBudgetBytes } = this.#options;
    const options = {
      ...this.#options,
      memoryBudgetBytes: Math.floor(memoryBudgetBytes / 2 ** this.#halvings),
    };
    return EngineConnection.open(this.#launch, options, this.#patience);
  }

  /** Keeps state with a process from its start to its end, while it is the one in use. */
  #follow(mine: Promise<EngineConnection>): void {
    // Replaced on purpose, by new settings or by closing: no longer of interest.
    const isMine = (): boolean => this.#connection === mine && !this.#isClosed;
    mine.then(
      async (connection) => {
        const since = performance.now();
        if (isMine()) this.#state = 'ready';
        const reason = await connection.exited;
        if (!isMine()) return;
        if (connection.hasDiedAtWork && mayHaveRunOut(reason)) {
          this.#halvings = Math.min(MOST_HALVINGS, this.#halvings + 1);
        }
        this.#connection = undefined;
        this.#state = 'stopped';
        this.#restarts += 1;
        const wasHealthy = performance.now() - since > HEALTHY_MS;
        this.#pauseMs = wasHealthy ? 0 : longer(this.#pauseMs);
      },
      () => {
        if (!isMine()) return;
        this.#connection = undefined;
        this.#state = 'failed';
        this.#pauseMs = longer(this.#pauseMs);
      },
    );
  }
}

function longer(pauseMs: number): number {
  return Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2));
}
