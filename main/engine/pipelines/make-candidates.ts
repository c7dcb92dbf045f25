/** Every candidate through the stages of its family, looked at and ranked as they come. */
import type { Canvas } from '#main/engine/edit/open-canvas.ts';
import { rankCandidates } from '#main/engine/rank/rank-candidates.ts';
import type { Scheduler } from '#main/engine/schedulers/scheduler.ts';
import type {
  CandidatePlan,
  GenerateEvent,
  GenerateParams,
  GenerateResult,
  Pixels,
} from '#shared/engine-protocol/messages.ts';
import type { HeldPlaces } from './held-places.ts';
import { pixelsOf } from './latent-diffusion/decode.ts';
import { denoise } from './latent-diffusion/denoise.ts';
import type { Predict } from './latent-diffusion/guided-unet.ts';
import type { Judge } from './latent-diffusion/judge.ts';
import type { StepReport } from './step-report.ts';

/** What all candidates of a request share. */
export interface Round {
  readonly params: GenerateParams;
  readonly report: StepReport;
  readonly judge: Judge;
  readonly canvas: Canvas | undefined;
  readonly emit: (event: GenerateEvent) => void;
  /** Lets messages in, and throws when one of them was a cancel. */
  readonly pause: () => Promise<void>;
}

export interface Stages {
  /** Whether the network that denoises may stay while the decoder is in memory. */
  readonly fitsTogether: boolean;
  /** @returns the clean latent of a candidate, the n-th of the request */
  denoise(plan: CandidatePlan, n: number): Promise<Float32Array>;
  /** No more candidates are to be denoised. */
  leaveDenoiser(): void;
  /** @returns float32 [3, height, width], about −1..1 */
  decode(sample: Float32Array): Promise<Float32Array>;
}

/**
 * Where both networks fit into memory, each candidate is decoded as soon as it is denoised; else the
 * denoiser goes first through all candidates, and only then the decoder.
 */
export async function makeCandidates(
  round: Round,
  stages: Stages,
): Promise<GenerateResult['ranking']> {
  const { params, report, judge, canvas, emit, pause } = round;
  const { candidates, width, height } = params;

  const finish = async (plan: CandidatePlan, sample: Float32Array): Promise<void> => {
    report.phase('decoding');
    const planes = await stages.decode(sample);
    await pause();
    report.phase('ranking');
    const made = pixelsOf(planes, width, height);
    const { embedding, cosine, aspects } = await judge.see(plan, canvas?.view(made) ?? made);
    const pixels = canvas?.compose(made) ?? made;
    emit({ type: 'candidate', index: plan.index, pixels, embedding, cosine, aspects });
    if (judge.seen.length < candidates.length) {
      emit({ type: 'ranking', ranking: orderOf(judge, params) });
    }
  };

  const waiting: (readonly [CandidatePlan, Float32Array])[] = [];
  for (const [n, plan] of candidates.entries()) {
    if (plan.embedding !== undefined) {
      judge.remember(plan, plan.embedding);
      continue;
    }
    const sample = await stages.denoise(plan, n);
    if (stages.fitsTogether) await finish(plan, sample);
    else waiting.push([plan, sample]);
  }
  if (!stages.fitsTogether) stages.leaveDenoiser();
  for (const [plan, sample] of waiting) {
    await pause();
    await finish(plan, sample);
  }
  return orderOf(judge, params);
}

export interface CandidateRun {
  readonly predict: Predict;
  readonly scheduler: Scheduler;
  /** Becomes clean, in place. */
  readonly sample: Float32Array;
  /** The first evaluation. */
  readonly from: number;
  readonly held?: HeldPlaces | undefined;
  /** How many steps are told of. */
  readonly steps: number;
  /**
   * A rough picture in the middle of a run, of what the network was shown and said at a time; undefined
   * where it is too early for another.
   */
  readonly preview?: (
    seen: Float32Array,
    prediction: Float32Array,
    time: number,
  ) => Promise<Pixels | undefined> | Pixels;
}

/** One candidate from its beginning to a clean latent, with steps counted and previews shown. */
export async function runSteps(
  { params, report, emit, pause }: Round,
  { index: candidate }: CandidatePlan,
  { predict, scheduler, sample, from, held, steps, preview }: CandidateRun,
): Promise<void> {
  const evaluations = scheduler.timesteps.length;
  await denoise(predict, scheduler, sample, {
    from,
    before: pause,
    after: async (index, seen, prediction) => {
      held?.putBack(index, sample);
      // Rules that ask twice for a step count in steps all the same.
      const done = Math.ceil(((index + 1 - from) / (evaluations - from)) * steps);
      report.step(done, steps / (evaluations - from));
      if (preview === undefined || !report.isPreviewDue(params.previewIntervalMs)) return;
      const pixels = await preview(seen, prediction, scheduler.timesteps[index] ?? 0);
      if (pixels !== undefined) emit({ type: 'preview', index: candidate, pixels });
    },
  });
}

function orderOf(
  { seen, calibrationFor }: Judge,
  { diversity, taste }: GenerateParams,
): GenerateResult['ranking'] {
  return rankCandidates(seen, { diversity, taste, calibrationFor });
}
