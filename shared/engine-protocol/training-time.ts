/** How long a run takes: what there is still to do, each at the pace at which such things went. */
import * as z from 'zod';

/** Seconds that one of each takes. */
export const trainingPaceSchema = z.object({
  step: z.number(),
  /** On held-out pictures, and of what must be kept. */
  judgement: z.number(),
  /** All sample prompts once. */
  samples: z.number(),
  /** What is drawn or read before the first step and behind the last. */
  comparison: z.number(),
  /** Until the first step can be taken. */
  preparation: z.number(),
});
export type TrainingPace = z.infer<typeof trainingPaceSchema>;

/** What a run does besides its steps, and when. */
export interface TrainingRhythm {
  /** Steps between two judgements on held-out pictures. */
  readonly judgeEvery: number;
  /** Steps between two rounds of samples. */
  readonly sampleEvery: number;
  /** Milliseconds between two checkpoints. */
  readonly keepEveryMs: number;
}

/** How far a run has come. */
export interface RunPosition {
  /** Steps done. */
  readonly step: number;
  /** The last step that was judged, and the last whose samples were drawn; -1 before the base was. */
  readonly judgedAt: number;
  readonly sampledAt: number;
  readonly isBaseCompared: boolean;
}

export const RUN_START: RunPosition = {
  ...{ step: 0, judgedAt: -1, sampledAt: -1, isBaseCompared: false },
};

/** How many of each are left. */
export type WorkLeft = Readonly<Record<'step' | 'judgement' | 'samples' | 'comparison', number>>;

/** @param steps at which the run ends, which is always judged */
export function workLeft(
  { step, judgedAt, sampledAt, isBaseCompared }: RunPosition,
  steps: number,
  { judgeEvery, sampleEvery }: TrainingRhythm,
): WorkLeft {
  const isEndExtra = steps % judgeEvery !== 0 && judgedAt < steps;
  return {
    step: Math.max(0, steps - step),
    judgement: multiplesBetween(judgedAt, steps, judgeEvery) + (isEndExtra ? 1 : 0),
    samples: multiplesBetween(sampledAt, steps, sampleEvery),
    comparison: isBaseCompared ? 1 : 2,
  };
}

/** Undefined where nobody knows how long something takes that is left to do. */
export function secondsFor(work: WorkLeft, pace: Partial<TrainingPace>): number | undefined {
  let seconds = 0;
  for (const kind of ['step', 'judgement', 'samples', 'comparison'] as const) {
    if (work[kind] === 0) continue;
    const each = pace[kind];
    if (each === undefined) return undefined;
    seconds += work[kind] * each;
  }
  return seconds;
}

/** How many multiples of `every` there are in (after, to]. */
function multiplesBetween(after: number, to: number, every: number): number {
  return Math.max(0, Math.floor(to / every) - Math.floor(after / every));
}
