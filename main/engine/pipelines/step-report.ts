/** Progress in words and time: what is happening, how much is done, how long it will still take. */
import type {
  EnginePhase,
  GenerateEvent,
  GenerateResult,
} from '#shared/engine-protocol/messages.ts';

/** A step that takes so long is mostly work, even the first. */
const LONG_STEP_MS = 3000;

export class StepReport {
  readonly #emit: (event: GenerateEvent) => void;
  readonly #steps: number;
  readonly #candidates: number;
  readonly #groups: number;
  readonly #timings: Record<EnginePhase, number> = {
    loading: 0,
    encoding: 0,
    denoising: 0,
    decoding: 0,
    ranking: 0,
  };
  #phase: EnginePhase = 'loading';
  #phaseStart = performance.now();
  #group: readonly number[] = [];
  #groupNumber = -1;
  #stepsDone = 0;
  #denoiseStart = 0;
  #lastPreview = 0;

  constructor(
    emit: (event: GenerateEvent) => void,
    steps: number,
    candidates: number,
    groupSize: number,
  ) {
    this.#emit = emit;
    this.#steps = steps;
    this.#candidates = candidates;
    this.#groups = Math.ceil(candidates / groupSize);
  }

  /** Begins a phase that is not counted in steps. */
  phase(phase: EnginePhase): void {
    this.#enter(phase);
    const done = phase === 'decoding' || phase === 'ranking' ? (this.#group[0] ?? 0) : 0;
    this.#send(done, phase === 'loading' || phase === 'encoding' ? 1 : this.#candidates);
  }

  /** Begins to denoise a group of candidates (their indexes). */
  group(indexes: readonly number[]): void {
    this.#group = indexes;
    this.#groupNumber += 1;
    this.#enter('denoising');
    if (this.#denoiseStart === 0) this.#denoiseStart = performance.now();
    this.#send(0, this.#steps);
  }

  /** One more denoising step of the group is done, or a share of one. */
  step(done: number, share = 1): void {
    this.#stepsDone += share;
    this.#send(done, this.#steps);
  }

  /** Whether so many milliseconds have passed since the last preview; takes the turn if so. */
  isPreviewDue(intervalMs: number): boolean {
    const now = performance.now();
    if (intervalMs <= 0 || now - this.#lastPreview < intervalMs) return false;
    this.#lastPreview = now;
    return true;
  }

  timings(): GenerateResult['timings'] {
    this.#enter(this.#phase);
    return this.#timings;
  }

  #enter(phase: EnginePhase): void {
    const now = performance.now();
    this.#timings[this.#phase] += now - this.#phaseStart;
    this.#phase = phase;
    this.#phaseStart = now;
  }

  #send(done: number, total: number): void {
    const all = this.#groups * this.#steps;
    const fraction = Math.min(1, this.#stepsDone / all);
    const elapsed = performance.now() - this.#denoiseStart;
    // The first step pays for warming up: where steps are quick, an estimate from it alone would frighten.
    const isTold = this.#stepsDone >= 2 || (this.#stepsDone >= 1 && elapsed > LONG_STEP_MS);
    const remainingMs = isTold ? Math.round((elapsed / fraction) * (1 - fraction)) : undefined;
    this.#emit({
      type: 'progress',
      phase: this.#phase,
      done,
      total,
      fraction,
      ...(remainingMs === undefined ? {} : { remainingMs }),
      candidates: this.#group,
    });
  }
}
