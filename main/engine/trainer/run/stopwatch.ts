/** Times what a run does, so that what is left can be told in time. */
import {
  RUN_START,
  secondsFor,
  workLeft,
  type RunPosition,
  type TrainingPace,
  type TrainingRhythm,
} from '#shared/engine-protocol/training-time.ts';
import type { TimeLeft } from '#shared/engine-protocol/training.ts';

type Timed = Exclude<keyof TrainingPace, 'preparation'>;

/** How many of the newest are averaged. */
const AVERAGED: Readonly<Record<Timed, number>> = {
  ...{ step: 10, judgement: 3, samples: 3, comparison: 1 },
};

export class Stopwatch {
  readonly #times = new Map<Timed, number[]>();
  readonly #rhythm: TrainingRhythm;
  #share = 0;

  /** @param known from before the run was put down */
  constructor(rhythm: TrainingRhythm, known: Partial<TrainingPace> = {}) {
    this.#rhythm = rhythm;
    for (const kind of ['step', 'judgement', 'samples', 'comparison'] as const) {
      const seconds = known[kind];
      if (seconds !== undefined) this.#times.set(kind, [seconds]);
    }
  }

  /** Seconds of one each, as far as any was timed. */
  get pace(): Partial<Record<Timed, number>> {
    return Object.fromEntries(
      [...this.#times].map(([kind, times]) => [
        kind,
        times.reduce((sum, time) => sum + time, 0) / times.length,
      ]),
    );
  }

  take(kind: Timed, seconds: number): void {
    const times = [...(this.#times.get(kind) ?? []), seconds];
    this.#times.set(kind, times.slice(-AVERAGED[kind]));
  }

  async time<Result>(kind: Timed, work: () => Promise<Result>): Promise<Result> {
    const began = performance.now();
    const result = await work();
    this.take(kind, (performance.now() - began) / 1000);
    return result;
  }

  /**
   * Undefined until each kind of what is left was timed once. The share never goes back.
   *
   * @param steps of the whole run
   * @param end where it will end: before the last step where it was asked to
   */
  left(position: RunPosition, steps: number, end = steps): TimeLeft | undefined {
    const { pace } = this;
    const seconds = secondsFor(workLeft(position, end, this.#rhythm), pace);
    const whole = secondsFor(workLeft(RUN_START, steps, this.#rhythm), pace);
    if (seconds === undefined || whole === undefined) return undefined;
    if (whole > 0) this.#share = Math.min(1, Math.max(this.#share, 1 - seconds / whole));
    return { seconds, share: this.#share };
  }
}
