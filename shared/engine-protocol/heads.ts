/** What the engine is asked about small models on embeddings. */
import type { HeadTraining } from '#shared/domain/heads.ts';

export interface FitTasteParams {
  /** Embeddings, one a picture, all of one space. */
  readonly pictures: readonly Float32Array[];
  /** By places in `pictures`. */
  readonly picks: readonly { readonly winner: number; readonly loser: number }[];
  /** 1 to 5 stars. */
  readonly ratings: readonly { readonly picture: number; readonly stars: number }[];
  /** Embeddings of ordinary pictures of the library: what taste is measured from. */
  readonly backdrop: readonly Float32Array[];
}

export interface FitTasteResult {
  /** float32 [dimensions]: direction · embedding + offset are the log odds against an ordinary picture. */
  readonly direction: Float32Array;
  readonly offset: number;
  /** Of picks that were held out, how many were foreseen; absent where there were too few. */
  readonly heldOut?: { readonly right: number; readonly of: number };
  readonly training: HeadTraining;
}

export interface FitTagsParams {
  /** float32 [dimensions] for each word: where CLIP has it without having been taught. */
  readonly words: readonly Float32Array[];
  readonly examples: readonly {
    readonly embedding: Float32Array;
    /** Place in `words`. */
    readonly word: number;
    /** Views of one picture share it: they are held out together, and judged as one. */
    readonly source: number;
    /** Made up from a picture to have more of a rare word; never judged. */
    readonly isAdded: boolean;
  }[];
  readonly backdrop: readonly Float32Array[];
}

export interface FitTagsResult {
  /** float32 [words, dimensions] and [words]: softmax(weights · embedding + offsets) are the chances. */
  readonly weights: Float32Array;
  readonly offsets: Float32Array;
  /** Cosine with the nearest example from which on a picture is like what was taught. */
  readonly nearness: number;
  /** Of examples that were held out, how many were right. */
  readonly heldOut: { readonly trained: number; readonly zeroShot: number; readonly of: number };
  /** [words, words] counts of held-out examples: rows are what they are, columns what was said. */
  readonly confusion: readonly (readonly number[])[];
  readonly training: HeadTraining;
}
