/** The launch of the engine that trains: apart from the one that draws, so that it can be ended alone. */
import type { CallOptions } from '#main/core/engine/engine.port.ts';
import type {
  MeasureTrainingParams,
  MeasureTrainingResult,
  TrainEvent,
  TrainParams,
  TrainResult,
} from '#shared/engine-protocol/training.ts';

/** Calls reject as those of `Engine` do. */
export interface Trainer {
  train(
    params: TrainParams,
    options: CallOptions & { readonly onEvent: (event: TrainEvent) => void },
  ): Promise<TrainResult>;
  /** Whether there is such a run to end; `train` then answers when all of it is kept. */
  endTraining(params: { folder: string; how: 'pause' | 'early' }): Promise<boolean>;
  /** Cancelled, it makes room within a second: at the cost of the process where there is no other way. */
  measureTraining(
    params: MeasureTrainingParams,
    options?: CallOptions,
  ): Promise<MeasureTrainingResult>;
}
