/** What core needs of the engine; implemented by adapters/engine-link. */
import type {
  EmbedPicturesParams,
  EmbedTextParams,
  CountTokensParams,
  ExplainParams,
  ExplainResult,
  FindWordsParams,
  FindWordsResult,
  GenerateEvent,
  GenerateParams,
  GenerateResult,
  Pixels,
  RankParams,
  RankResult,
  TransferStyleEvent,
  TransferStyleParams,
  TransferStyleResult,
  UpscaleEvent,
  UpscaleParams,
} from '#shared/engine-protocol/messages.ts';
import type { HeadTraining } from '#shared/domain/heads.ts';
import type {
  FitTagsParams,
  FitTagsResult,
  FitTasteParams,
  FitTasteResult,
} from '#shared/engine-protocol/heads.ts';
import type { EngineInfo, EngineState } from '#shared/domain/system.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/**
 * Every call starts the engine if it is not running. Calls reject with
 * `EaselError('engine.stopped')` when the process dies under them, `'engine.unavailable'` when it
 * cannot be started, `CancelledError` when the signal aborts, or with the engine's own coded error.
 */
export interface Engine {
  generate(
    params: GenerateParams,
    options: CallOptions & { readonly onEvent: (event: GenerateEvent) => void },
  ): Promise<GenerateResult>;
  rank(params: RankParams, options?: CallOptions): Promise<RankResult>;
  embedPictures(
    params: EmbedPicturesParams,
    options?: CallOptions,
  ): Promise<readonly Float32Array[]>;
  embedText(params: EmbedTextParams, options?: CallOptions): Promise<Float32Array>;
  findWords(params: FindWordsParams, options?: CallOptions): Promise<FindWordsResult>;
  transferStyle(
    params: TransferStyleParams,
    options: CallOptions & { readonly onEvent: (event: TransferStyleEvent) => void },
  ): Promise<TransferStyleResult>;
  upscale(
    params: UpscaleParams,
    options: CallOptions & { readonly onEvent: (event: UpscaleEvent) => void },
  ): Promise<Pixels>;
  explain(params: ExplainParams, options?: CallOptions): Promise<ExplainResult>;
  /** On what small models are trained, and why. */
  describeHeads(options?: CallOptions): Promise<HeadTraining>;
  fitTaste(params: FitTasteParams, options?: CallOptions): Promise<FitTasteResult>;
  fitTags(params: FitTagsParams, options?: CallOptions): Promise<FitTagsResult>;
  countTokens(params: CountTokensParams, options?: CallOptions): Promise<number>;
  describe(options?: CallOptions): Promise<EngineInfo>;
  /** Current state without starting anything. */
  status(): { readonly state: EngineState; readonly restarts: number; readonly info?: EngineInfo };
  /** Applies new device or memory settings: restarts the process when idle. */
  configure(options: {
    device: EngineInfo['device']['provider'] | 'auto';
    memoryBudgetBytes: number;
  }): void;
  /** Stops the process; resolves when it is gone. */
  close(): Promise<void>;
}
