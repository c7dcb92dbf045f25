/**
 * The language between a host and the engine process: plain messages over any port that
 * structured-clones (child_process IPC with advanced serialisation, Electron's parentPort, or a
 * MessageChannel in tests). Pixels travel here as bytes; they never travel further than the host.
 */
import type { CheckpointLayout, CheckpointRef, ClipAdapterRef, Pixels } from './basics.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import type { Style } from '#shared/domain/edit.ts';
import type { SchedulerId } from '#shared/domain/generation.ts';
import type { Aspect, Ranking } from '#shared/domain/rank.ts';
import type { ProviderId } from '#shared/domain/settings.ts';
import type { HeadTraining } from '#shared/domain/heads.ts';
import type { Placement } from '#shared/numeric/geometry.ts';
import type { EngineInfo } from '#shared/domain/system.ts';
import type { FitTagsParams, FitTagsResult, FitTasteParams, FitTasteResult } from './heads.ts';
import type {
  MeasureTrainingParams,
  MeasureTrainingResult,
  TrainEvent,
  TrainParams,
  TrainResult,
} from './training.ts';

export type { CheckpointLayout, CheckpointRef, ClipAdapterRef, Pixels };

/** A stretch of prompt text and how strongly it counts; 1 is neutral. */
export interface WeightedText {
  readonly text: string;
  readonly weight: number;
}

/** A LoRA file, and how strongly it counts; negative weights turn it against its subject. */
export interface LoraRef {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly weight: number;
}

/** An IP-Adapter file: it shows a checkpoint of the Stable Diffusion line a picture. */
export interface StyleAdapterRef {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** A picture whose style is taken over, content left alone. */
export interface StylePicture {
  readonly pixels: Pixels;
  /** How much it counts; 1 is usual. */
  readonly weight: number;
  readonly adapter: StyleAdapterRef;
  /** The CLIP whose image tower the adapter was taught with. */
  readonly encoder: CheckpointRef;
}

export interface CandidatePlan {
  readonly index: number;
  readonly seed: number;
  readonly prompt: readonly WeightedText[];
  /** Of the picture that an earlier run made of it: then it need not be made again. */
  readonly embedding?: Float32Array | undefined;
  /** How its change was judged then; of edits only. */
  readonly aspects?: readonly Aspect[] | undefined;
}

/** A picture to begin with instead of noise, and where it may change. */
export interface StartPicture {
  /** The whole picture. */
  readonly pixels: Pixels;
  /** What the pipeline works on, in pixels of the picture; may reach beyond its borders. */
  readonly region: Placement;
  /** 0 keeps the picture, 1 begins with noise alone. */
  readonly strength: number;
  /** uint8 [height, width] of the picture: 255 may change wholly, 0 not at all; absent: everywhere. */
  readonly mask?: Uint8Array;
  /** What the picture was made by, where it is known: changes are judged against it. */
  readonly words?: readonly WeightedText[];
  /** Candidates are to stay near it; otherwise they are changes, and judged as such. */
  readonly isVaried?: boolean;
}

/** A picture that candidates are drawn to, or away from. */
export interface ReferencePicture {
  /** Small: a few hundred pixels a side say as much. */
  readonly pixels: Pixels;
  /** -1..1 */
  readonly weight: number;
}

/** Somebody's taste as a direction in CLIP's space, and how much it counts. */
export interface TasteDirection {
  /** float32 [dimensions]: direction · embedding + offset are the log odds against an ordinary picture. */
  readonly direction: Float32Array;
  readonly offset: number;
  /** 0..1 */
  readonly weight: number;
}

export interface GenerateParams {
  readonly checkpoint: CheckpointRef;
  /** Whose CLIP ranks the candidates; absent: the checkpoint's own. */
  readonly ranker?: CheckpointRef;
  readonly candidates: readonly CandidatePlan[];
  /** Added to the checkpoint's weights, all of them. */
  readonly loras?: readonly LoraRef[];
  readonly negativePrompt: readonly WeightedText[];
  readonly steps: number;
  readonly guidanceScale: number;
  readonly scheduler: SchedulerId;
  readonly width: number;
  readonly height: number;
  /** Absent: from noise. */
  readonly start?: StartPicture | undefined;
  /** Only for checkpoints of the Stable Diffusion line whose graphs are not ready. */
  readonly style?: StylePicture | undefined;
  /** Only for checkpoints that take them. */
  readonly references?: readonly ReferencePicture[];
  /** Layers of the text encoder left out beyond what the family leaves out; default 0. */
  readonly skippedTextLayers?: number;
  readonly diversity: number;
  /** In the space of the CLIP that ranks. */
  readonly taste?: TasteDirection | undefined;
  /** Absolute path of the tiny decoder that draws them; absent: a map of colours does. */
  readonly previewDecoder?: string | undefined;
  /** At most one preview per candidate and this many milliseconds; 0 turns previews off. */
  readonly previewIntervalMs: number;
}

export type EnginePhase = 'loading' | 'encoding' | 'denoising' | 'decoding' | 'ranking';

export type GenerateEvent =
  | {
      readonly type: 'progress';
      readonly phase: EnginePhase;
      readonly done: number;
      readonly total: number;
      /** Whole request, 0..1. */
      readonly fraction: number;
      readonly remainingMs?: number;
      readonly candidates: readonly number[];
    }
  | { readonly type: 'preview'; readonly index: number; readonly pixels: Pixels }
  /** Told before a network is loaded that has too little memory for a copy of its weights. */
  | { readonly type: 'memory'; readonly neededBytes: number; readonly allowedBytes: number }
  /** Names in a LoRA file that no layer of the checkpoint has: the rest of it is used. */
  | { readonly type: 'lora-unmatched'; readonly file: string; readonly names: readonly string[] }
  /** Words have weights, which the language model of this checkpoint cannot be told. */
  | { readonly type: 'weights-ignored' }
  /** The order of the candidates so far, while more are to come. */
  | { readonly type: 'ranking'; readonly ranking: Ranking }
  | {
      readonly type: 'candidate';
      readonly index: number;
      /** Of the whole picture, where it was made from one. */
      readonly pixels: Pixels;
      /** L2-normalised CLIP picture embedding, [clip.dimensions]; with a mask of its region alone. */
      readonly embedding: Float32Array;
      /** CLIP cosine to its own prompt, -1..1. */
      readonly cosine: number;
      /** How its change was judged, of edits. */
      readonly aspects?: readonly Aspect[] | undefined;
    };

export interface GenerateResult {
  readonly ranking: Ranking;
  readonly device: ProviderId;
  /** Wall time of each phase in milliseconds. */
  readonly timings: Readonly<Record<EnginePhase, number>>;
}

export interface RankParams {
  readonly checkpoint: CheckpointRef;
  readonly prompt: readonly WeightedText[];
  /** Pixels, or the embedding where it is already known. */
  readonly pictures: readonly (Pixels | { readonly embedding: Float32Array })[];
  readonly diversity: number;
  readonly taste?: TasteDirection | undefined;
}

export interface RankResult {
  readonly ranking: Ranking;
  /** One per picture, in the order asked. */
  readonly embeddings: readonly Float32Array[];
}

export interface EmbedPicturesParams {
  readonly checkpoint: CheckpointRef;
  readonly pictures: readonly Pixels[];
}

export interface EmbedTextParams {
  readonly checkpoint: CheckpointRef;
  /** Plain words. */
  readonly text: string;
}

export interface CountTokensParams {
  readonly checkpoint: CheckpointRef;
  readonly text: string;
}

export interface ExplainParams {
  readonly checkpoint: CheckpointRef;
  readonly picture: Pixels;
  readonly prompt: readonly WeightedText[];
  readonly words: readonly {
    /** The word by itself. */
    readonly alone: string;
    /** The prompt that is left when it is taken out. */
    readonly without: readonly WeightedText[];
  }[];
}

export interface ExplainResult {
  /** CLIP cosine of picture and prompt, -1..1. */
  readonly cosine: number;
  /** Cosines shown as match 0 and match 1. */
  readonly calibration: { readonly low: number; readonly high: number };
  /** float32 [8, 8], rows from the top: how much of the cosine is owed to each part. */
  readonly map: Float32Array;
  readonly words: readonly {
    /** Cosine with the prompt without this word. */
    readonly without: number;
    /** As above, for the word by itself. */
    readonly map: Float32Array;
  }[];
}

export interface TransferStyleParams {
  readonly picture: Pixels;
  readonly reference: Pixels;
  readonly style: Pick<Style, 'strength' | 'strokeSize' | 'colours' | 'seed'>;
  readonly previewIntervalMs: number;
}

export interface TransferStyleResult {
  /** Of the picture's size and alpha. */
  readonly pixels: Pixels;
  /** How much of the drawing is kept, and how much of the manner is taken. */
  readonly aspects: readonly Aspect[];
}

export type TransferStyleEvent =
  | { readonly type: 'progress'; readonly fraction: number }
  /** A rough state of the whole picture. */
  | { readonly type: 'preview'; readonly pixels: Pixels };

export interface FindWordsParams {
  readonly checkpoint: CheckpointRef;
  /** Small: a few hundred pixels a side say as much. */
  readonly picture: Pixels;
  readonly words: readonly string[];
  /** From this sureness on, 0..1, a pixel belongs to a thing. */
  readonly threshold: number;
}

export interface FindWordsResult {
  /** Cosines shown as match 0 and match 1. */
  readonly calibration: { readonly low: number; readonly high: number };
  /** One for each of the words. */
  readonly found: readonly {
    /** float32 [height, width] of the picture, 0..1: where CLIP sees it. */
    readonly heat: Float32Array;
    /** float32 [height, width], 0..1: the same, to the edges of things. */
    readonly sureness: Float32Array;
    /** Largest first, in pixels of the picture. */
    readonly boxes: readonly { readonly box: Placement; readonly cosine: number }[];
  }[];
}

export interface UpscaleParams {
  /** Whose upscaler enlarges it, by the factor of its manifest. */
  readonly checkpoint: CheckpointRef;
  readonly picture: Pixels;
}

export interface UpscaleEvent {
  readonly type: 'progress';
  readonly fraction: number;
}

/** Every method of the engine: parameters, events on the way, result. */
export interface EngineMethods {
  describe: { params: Record<string, never>; event: never; result: EngineInfo };
  generate: { params: GenerateParams; event: GenerateEvent; result: GenerateResult };
  rank: { params: RankParams; event: never; result: RankResult };
  embedPictures: { params: EmbedPicturesParams; event: never; result: readonly Float32Array[] };
  /** L2-normalised CLIP text embedding, [clip.dimensions]. */
  embedText: { params: EmbedTextParams; event: never; result: Float32Array };
  countTokens: { params: CountTokensParams; event: never; result: number };
  transferStyle: {
    params: TransferStyleParams;
    event: TransferStyleEvent;
    result: TransferStyleResult;
  };
  /** The picture by the factor of the checkpoint's upscaler larger. */
  upscale: { params: UpscaleParams; event: UpscaleEvent; result: Pixels };
  findWords: { params: FindWordsParams; event: never; result: FindWordsResult };
  explain: { params: ExplainParams; event: never; result: ExplainResult };
  /** On what small models are trained, and why. */
  describeHeads: { params: Record<string, never>; event: never; result: HeadTraining };
  fitTaste: { params: FitTasteParams; event: never; result: FitTasteResult };
  fitTags: { params: FitTagsParams; event: never; result: FitTagsResult };
  train: { params: TrainParams; event: TrainEvent; result: TrainResult };
  /** Asks the run in that folder to keep its state and end, or to go to its end without more steps. */
  endTraining: {
    params: { readonly folder: string; readonly how: 'pause' | 'early' };
    event: never;
    result: boolean;
  };
  measureTraining: { params: MeasureTrainingParams; event: never; result: MeasureTrainingResult };
}
export type EngineMethod = keyof EngineMethods;

/** Options fixed for the life of an engine process, sent as its first message. */
export interface EngineOptions {
  readonly device: 'auto' | ProviderId;
  readonly memoryBudgetBytes: number;
  /** Threads for one session; 0 lets the runtime choose. */
  readonly threads: number;
  /** Steps back for other launches, too. */
  readonly isInBackground?: boolean;
}

export type EngineRequest = {
  [Method in EngineMethod]: {
    readonly type: 'request';
    readonly id: number;
    readonly method: Method;
    readonly params: EngineMethods[Method]['params'];
  };
}[EngineMethod];

export type HostMessage =
  | { readonly type: 'start'; readonly options: EngineOptions }
  | EngineRequest
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'ping'; readonly nonce: number }
  | { readonly type: 'shutdown' };

export type EngineMessage =
  | { readonly type: 'ready'; readonly pid: number }
  | { readonly type: 'pong'; readonly nonce: number }
  | { readonly type: 'event'; readonly id: number; readonly event: unknown }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'cancelled'; readonly id: number }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorShape }
  | { readonly type: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string };

/** The least that both sides need of a port. */
export interface EnginePort<Outgoing, Incoming> {
  post(message: Outgoing): void;
  onMessage(listener: (message: Incoming) => void): void;
}
