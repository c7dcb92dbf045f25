/**
 * A run from wherever it is to its end: steps, judgements, samples and what is kept on the disk.
 *
 * Everything random follows from the seed and the number of the step, and judgements come at fixed
 * steps, so a run that was cut off anywhere ends with the same numbers.
 */
import type { Verdict } from '#shared/domain/training.ts';
import type {
  TimeLeft,
  TrainEvent,
  TrainParams,
  TrainResult,
} from '#shared/engine-protocol/training.ts';
import { CancelledError, isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { train, type TrainingPlan } from '../train.ts';
import type { Trainables } from '../trainables.ts';
import { averageOf, withAverage } from '../training-state.ts';
import type { Comparison, Course } from './course.ts';
import { verdictOf } from './course.ts';
import type { EndingSignal } from './endings.ts';
import { bestOf, overfittingOf, PASSABLE_LOSS } from './judge-points.ts';
import {
  findState,
  keepPoint,
  keepState,
  readPoint,
  type Diary,
  type JudgedPoint,
} from './run-files.ts';
import { Stopwatch } from './stopwatch.ts';

const AVERAGE_DECAY = 0.98;

type Emit = (event: TrainEvent) => void;

/** Throws `training.diverged`, CancelledError, and what running a graph or writing a file throws. */
export async function runTraining(
  course: Course,
  params: TrainParams,
  emit: Emit,
  ending: EndingSignal,
): Promise<TrainResult> {
  const run = new Run(course, params, emit, ending);
  try {
    return await run.go();
  } catch (error) {
    if (!isCancellation(error) || ending.asked() !== 'pause') throw error;
    await run.keep();
    return { ended: 'paused', step: course.state.step };
  }
}

class Run {
  readonly #course: Course;
  readonly #params: TrainParams;
  readonly #emit: Emit;
  readonly #ending: EndingSignal;
  #diary: Diary = { points: [], sampledAt: -1, losses: { sum: 0, count: 0 } };
  readonly #watch: Stopwatch;
  #keptAt = performance.now();

  constructor(course: Course, params: TrainParams, emit: Emit, ending: EndingSignal) {
    this.#course = course;
    this.#params = params;
    this.#emit = emit;
    this.#ending = ending;
    this.#watch = new Stopwatch(params.rhythm, params.pace);
  }

  async go(): Promise<TrainResult> {
    const { recipe, folder, isEnding } = this.#params;
    const { state } = this.#course;
    this.#diary = (await findState(folder, state)) ?? this.#diary;
    this.#emit({ type: 'begins', step: state.step });
    for (const point of this.#diary.points) this.#tellPoint(point);
    await this.#catchUp();

    let isEarly = isEnding;
    if (!isEnding) {
      this.#tellPhase('training');
      isEarly = await this.#train();
    }
    if (this.#diary.points.at(-1)?.step !== state.step) await this.#judge(state.step);
    await this.keep();
    const { best, verdict } = await this.#conclude();
    const ended = isEarly && state.step < recipe.steps ? 'early' : 'whole';
    return { ended, step: state.step, best: this.#told(best), verdict };
  }

  /** Puts all of it on the disk. */
  async keep(): Promise<void> {
    const { state } = this.#course;
    await keepState(this.#params.folder, state, this.#diary);
    this.#keptAt = performance.now();
    this.#emit({ type: 'kept', step: state.step, pace: this.#watch.pace });
  }

  /**
   * What belongs to the step that was reached and is not done yet: all of what the base can do before
   * the first one, and what a run was just about when it was put down.
   */
  async #catchUp(): Promise<void> {
    const { rhythm } = this.#params;
    const { step } = this.#course.state;
    const isJudged = this.#diary.points.some((point) => point.step === step);
    if (!isJudged && step % rhythm.judgeEvery === 0) await this.#judge();
    if (this.#diary.sampledAt !== step && step % rhythm.sampleEvery === 0) await this.#sample();
    if (this.#diary.comparison !== undefined) return;
    this.#tellPhase('judging');
    this.#diary.comparison = await this.#watch.time('comparison', () =>
      this.#course.compare('base', this.#ending.signal),
    );
    await this.keep();
  }

  /** Whether it was asked to end before the last step. */
  async #train(): Promise<boolean> {
    const { recipe, rhythm } = this.#params;
    const { graph, state, draw } = this.#course;
    const plan: TrainingPlan = {
      steps: recipe.steps,
      warmUp: Math.min(10, Math.ceil(recipe.steps / 10)),
      rate: recipe.learningRate,
      ...{ maxLength: 1, batches: 1, averageDecay: AVERAGE_DECAY },
    };
    let last = performance.now();
    const end = new AbortController();
    const signal = AbortSignal.any([this.#ending.signal, end.signal]);
    try {
      await train(
        ...([graph, state, plan, draw] as const),
        async ({ step, loss, rows }) => {
          if (!Number.isFinite(loss)) throw new EaselError('training.diverged', { step });
          const taught = this.#course.taughtLoss(rows);
          const { sum, count } = this.#diary.losses;
          this.#diary.losses = { sum: sum + taught, count: count + 1 };
          this.#watch.take('step', (performance.now() - last) / 1000);
          this.#tellStep(taught);
          await this.#catchUp();
          if (performance.now() - this.#keptAt > rhythm.keepEveryMs) await this.keep();
          if (this.#ending.asked() === 'early') end.abort();
          last = performance.now();
        },
        signal,
      );
    } catch (error) {
      if (!isCancellation(error) || this.#ending.signal.aborted) throw error;
      return true;
    }
    return false;
  }

  /** @param end as `#tellPhase` has it */
  async #judge(end?: number): Promise<void> {
    const { state } = this.#course;
    this.#tellPhase('judging', end);
    const judgement = await this.#watch.time('judgement', () =>
      withAverage(state, () => this.#course.judge(this.#ending.signal)),
    );
    const { sum, count } = this.#diary.losses;
    this.#diary.losses = { sum: 0, count: 0 };
    const point: JudgedPoint = {
      ...{ step: state.step, ...judgement },
      ...(count === 0 ? {} : { trainingLoss: sum / count }),
    };
    const others = this.#diary.points.filter(({ step }) => step !== state.step);
    this.#diary.points = [...others, point];
    await keepPoint(
      ...([this.#params.folder, state.step, averageOf(state), this.#course.describe()] as const),
    );
    this.#tellPoint(point);
  }

  #tellPoint(point: JudgedPoint): void {
    this.#emit({ type: 'point', point: this.#told(point) });
  }

  #told({ step, heldOutLoss, accuracy }: JudgedPoint): NonNullable<TrainResult['best']> {
    const isBest = bestOf(this.#diary.points)?.step === step;
    return {
      ...{ step, isBest },
      ...(heldOutLoss === undefined ? {} : { heldOutLoss }),
      ...(accuracy === undefined ? {} : { accuracy }),
    };
  }

  async #sample(): Promise<void> {
    const { state } = this.#course;
    this.#tellPhase('sampling');
    const values = state.step === 0 ? 'base' : averageOf(state);
    await this.#watch.time('samples', async () => {
      const pictures = await this.#course.sample(values, this.#ending.signal);
      for (const [index, pixels] of pictures.entries()) {
        this.#emit({ type: 'sample', step: state.step, index, pixels });
      }
      await this.#read(values, state.step);
    });
    this.#diary.sampledAt = state.step;
  }

  /** @param end where the run will end, where that is not its last step */
  #tellPhase(phase: 'training' | 'judging' | 'sampling', end?: number): void {
    this.#emit({ type: 'phase', phase, left: this.#left(end) });
  }

  #tellStep(loss: number): void {
    const { step } = this.#course.state;
    const secondsPerStep = this.#watch.pace.step ?? 0;
    const memoryBytes = process.memoryUsage.rss();
    this.#emit({ type: 'step', step, loss, secondsPerStep, memoryBytes, left: this.#left() });
  }

  #left(end?: number): TimeLeft | undefined {
    const { points, sampledAt, comparison } = this.#diary;
    const { step } = this.#course.state;
    const judgedAt = points.at(-1)?.step ?? -1;
    const position = { step, judgedAt, sampledAt, isBaseCompared: comparison !== undefined };
    return this.#watch.left(position, this.#params.recipe.steps, end);
  }

  async #read(values: Trainables | 'base', step: number): Promise<void> {
    const readings = await this.#course.read?.(values, this.#ending.signal);
    if (readings !== undefined) this.#emit({ type: 'readings', step, readings });
  }

  /**
   * The point that learnt most for what it cost; the pictures that it draws have the last word: an
   * earlier one is taken where too much of what the base could do is gone.
   */
  async #conclude(): Promise<{ best: JudgedPoint; verdict: Verdict }> {
    this.#tellPhase('judging', this.#course.state.step);
    const { folder } = this.#params;
    const before: Comparison = this.#diary.comparison ?? {};
    let points = this.#diary.points;
    let best = bestOf(points);
    let after: Comparison = before;
    for (;;) {
      throwIfCancelled(this.#ending.signal);
      if (best === undefined) throw new CancelledError();
      const values = best.step === 0 ? 'base' : await readPoint(folder, best.step);
      after = await this.#course.compare(values, this.#ending.signal);
      // A base that matches nothing has nothing to lose.
      const could = before.unrelated ?? 0;
      if (could <= 0 || (after.unrelated ?? 0) >= could * (1 - PASSABLE_LOSS)) break;
      const { step } = best;
      points = points.filter((point) => point.step < step);
      const next = bestOf(points);
      if (next === undefined || next.step === 0) break;
      best = next;
      // Nobody knows how many earlier ones will be looked at.
      this.#emit({ type: 'phase', phase: 'judging' });
    }
    await this.#read(best.step === 0 ? 'base' : await readPoint(folder, best.step), best.step);
    const [first] = this.#diary.points;
    const verdict: Verdict = {
      ...(first?.heldOutLoss === undefined || best.heldOutLoss === undefined
        ? {}
        : { heldOutLoss: { before: first.heldOutLoss, after: best.heldOutLoss } }),
      ...verdictOf(before, after),
      overfitting: overfittingOf(this.#diary.points),
    };
    return { best, verdict };
  }
}
