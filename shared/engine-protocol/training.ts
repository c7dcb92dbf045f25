/** What a host and the launch of the engine that trains say to each other. */
import type { DatasetPictureKey } from '#shared/domain/dataset.ts';
import type { Reading, Recipe, Verdict } from '#shared/domain/training.ts';
import type { CheckpointRef, Pixels } from './basics.ts';
import type { TrainingPace, TrainingRhythm } from './training-time.ts';

export interface TrainingPicture {
  /** Names it in what is told of it. */
  readonly key: DatasetPictureKey;
  readonly pixels: Pixels;
  readonly caption: string;
  /** Kept apart: judged by, never trained on. */
  readonly isHeldOut: boolean;
  /** How often it is drawn, relative to the others. */
  readonly weight: number;
}

export interface MeasureTrainingParams {
  readonly checkpoint: CheckpointRef;
  /** Draws what is compared with where the checkpoint itself draws nothing. */
  readonly painter?: CheckpointRef;
  readonly recipe: Recipe;
  readonly pictures: readonly TrainingPicture[];
  /** Whose CLIP compares pictures, where the checkpoint has none of its own. */
  readonly ranker?: CheckpointRef;
}

export interface MeasureTrainingResult {
  readonly pace: TrainingPace;
  /** Of the process, at its highest. */
  readonly memoryBytes: number;
  readonly adapterBytes: number;
}

export interface TrainParams extends MeasureTrainingParams {
  /** Absolute; everything of the run is written there, and what lies there is gone on from. */
  readonly folder: string;
  readonly rhythm: TrainingRhythm;
  /** As it was told when the run was put down. */
  readonly pace?: Partial<TrainingPace>;
  /** Goes to the end from where it is, without further steps. */
  readonly isEnding: boolean;
}

export interface TrainedPoint {
  readonly step: number;
  readonly heldOutLoss?: number;
  /** Held-out pictures given their own words, 0..1; where words are taught. */
  readonly accuracy?: number;
  readonly isBest: boolean;
}

/** Judgements, samples and comparisons included. */
export interface TimeLeft {
  readonly seconds: number;
  /** Of the whole run's time, 0..1, that is behind it. */
  readonly share: number;
}

export type TrainEvent =
  | {
      readonly type: 'phase';
      readonly phase: 'preparing' | 'training' | 'judging' | 'sampling';
      readonly left?: TimeLeft | undefined;
    }
  /** Where a run goes on, 0 at its beginning; what was told of later steps is told again. */
  | { readonly type: 'begins'; readonly step: number }
  | {
      readonly type: 'step';
      readonly step: number;
      readonly loss: number;
      readonly secondsPerStep: number;
      readonly memoryBytes: number;
      readonly left?: TimeLeft | undefined;
    }
  /** Weights of a step, judged, are on the disk. */
  | { readonly type: 'point'; readonly point: TrainedPoint }
  | {
      readonly type: 'sample';
      readonly step: number;
      readonly index: number;
      readonly pixels: Pixels;
    }
  /** Words found for held-out pictures at a step, 0 before the first. */
  | { readonly type: 'readings'; readonly step: number; readonly readings: readonly Reading[] }
  /** All of the run is on the disk. */
  | { readonly type: 'kept'; readonly step: number; readonly pace: Partial<TrainingPace> };

export interface TrainResult {
  readonly ended: 'whole' | 'early' | 'paused';
  readonly step: number;
  /** Absent where it was paused. */
  readonly best?: TrainedPoint;
  readonly verdict?: Verdict;
}

/** File of a run's folder with the weights of a step. */
export function pointFile(step: number): string {
  return `point-${step}.safetensors`;
}

/** File of a run's folder that it is gone on from. */
export const STATE_FILE = 'state.safetensors';
