/** Where finished candidates go; implemented by the gallery. */
import type { Before } from '#main/core/gallery/picture-codec.port.ts';
import type { PictureEmbedding } from '#main/core/gallery/picture-index.port.ts';
import type { EditRecord } from '#shared/domain/edit.ts';
import type { GenerationRecord } from '#shared/domain/generation.ts';
import type { JobId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { Aspect, RankedBy, Ranking } from '#shared/domain/rank.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';

export interface FinishedCandidate {
  readonly jobId: JobId;
  readonly index: number;
  readonly pixels: Pixels;
  /** Absent where no checkpoint had a part in it. */
  readonly record?: GenerationRecord | undefined;
  /** Of the whole picture; absent where only a part of it was looked at. */
  readonly embedding?: PictureEmbedding | undefined;
  /** The step that made it of another picture. */
  readonly edit?: EditRecord | undefined;
  /** That picture. */
  readonly before?: Before | undefined;
}

export interface SavedCandidate {
  readonly picture: Picture;
  readonly record: GenerationRecord;
  readonly embedding: PictureEmbedding;
  /** How its change was judged, of edits. */
  readonly aspects?: readonly Aspect[] | undefined;
}

export interface CandidateSink {
  /** Durable when it resolves; the same job and index replace what was there. */
  addCandidate(candidate: FinishedCandidate): Promise<Picture>;
  /** What earlier runs of a job have left whole: file, record and embedding. */
  savedCandidates(jobId: JobId): Promise<SavedCandidate[]>;
  /** Gives the candidates of a job their places; without a CLIP, by what was measured. */
  setRanking(jobId: JobId, ranking: Ranking, rankedBy?: RankedBy): Promise<Picture[]>;
}
