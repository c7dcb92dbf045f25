/** Every candidate through the stages of its family, looked at and ranked as they come. */
import { setImmediate } from 'node:timers/promises';
import { openCanvas, type Canvas } from '#main/engine/edit/open-canvas.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import { rankCandidates } from '#main/engine/rank/rank-candidates.ts';
import type { Scheduler } from '#main/engine/schedulers/scheduler.ts';
import type {
  CandidatePlan,
  GenerateEvent,
  GenerateParams,
  GenerateResult,
  Pixels,
} from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { stepsRunFor } from './first-step.ts';
import type { HeldPlaces } from './held-places.ts';
import { pixelsOf } from './latent-diffusion/decode.ts';
import { denoise } from './latent-diffusion/denoise.ts';
import type { Predict } from './latent-diffusion/guided-unet.ts';
import { openJudge, type Judge } from './latent-diffusion/judge.ts';
import {
  isLoaded,
  leaveNetwork,
  loadNetwork,
  type NetworkPlan,
} from './latent-diffusion/load-network.ts';
import { doFitTogether } from './latent-diffusion/memory-plan.ts';
import { StepReport } from './step-report.ts';

/** What is told of a request while it is worked on. */
export interface Progress {
  readonly report: StepReport;
  /** Steps of each candidate: fewer than asked for where it begins with a picture. */
  readonly stepsRun: number;
  /** Lets messages in, and throws when one of them was a cancel. */
  readonly pause: () => Promise<void>;
}

/** What all candidates of a request share. */
export interface Round extends Progress {
  readonly params: GenerateParams;
  readonly judge: Judge;
  readonly canvas: Canvas | undefined;
  readonly emit: (event: GenerateEvent) => void;
}

/** What a family does for each candidate; networks are loaded when their turn comes. */
export interface Stages {
  readonly denoiser: NetworkPlan;
  readonly decoder: NetworkPlan;
  /** From noise or a picture to how it becomes clean, for a candidate, the n-th of the request. */
  begin(denoiser: Model, plan: CandidatePlan, n: number): CandidateRun;
  /** @returns float32 [3, height, width], about −1..1 */
  decode(decoder: Model, sample: Float32Array): Promise<Float32Array>;
}

/** Begins to tell of a request. */
export function openProgress(
  { candidates, steps, start }: GenerateParams,
  emit: (event: GenerateEvent) => void,
  signal: AbortSignal,
): Progress {
  const stepsRun = start === undefined ? steps : stepsRunFor(steps, start.strength);
  const open = candidates.filter(({ embedding }) => embedding === undefined);
  const report = new StepReport(emit, stepsRun, open.length, 1);
  report.phase('loading');
  return {
    ...{ report, stepsRun },
    async pause() {
      await setImmediate();
      throwIfCancelled(signal);
    },
  };
}

/** Opens the picture to begin with, where there is one, and the CLIP that ranks. Throws `checkpoint.*`. */
export async function openRound(
  context: EngineContext,
  params: GenerateParams,
  progress: Progress,
  emit: (event: GenerateEvent) => void,
): Promise<Round> {
  const { start, ranker } = params;
  if (ranker === undefined) throw new RangeError('a checkpoint without a CLIP needs a ranker');
  const canvas = start === undefined ? undefined : openCanvas(start, params);
  const judge = await openJudge(context, ranker, params, canvas);
  await progress.pause();
  return { ...progress, params, judge, canvas, emit };
}

/**
 * Where both networks fit into memory, each candidate is decoded as soon as it is denoised; else the
 * denoiser goes first through all candidates, and only then the decoder.
 */
export async function makeCandidates(
  context: EngineContext,
  round: Round,
  stages: Stages,
): Promise<GenerateResult['ranking']> {
  const { params, report, judge, canvas, emit, pause } = round;
  const { candidates, width, height } = params;
  const { denoiser, decoder } = stages;

  const denoiseOne = async (plan: CandidatePlan, n: number): Promise<Float32Array> => {
    if (!isLoaded(context, denoiser)) report.phase('loading');
    const model = await loadNetwork(context, denoiser);
    report.group([plan.index]);
    const run = stages.begin(model, plan, n);
    await runSteps(round, plan, run);
    return run.sample;
  };

  const finish = async (plan: CandidatePlan, sample: Float32Array): Promise<void> => {
    report.phase('decoding');
    const planes = await stages.decode(await loadNetwork(context, decoder), sample);
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

  const fitTogether = doFitTogether(context, [denoiser.files, decoder.files]);
  const waiting: (readonly [CandidatePlan, Float32Array])[] = [];
  for (const [n, plan] of candidates.entries()) {
    if (plan.embedding !== undefined) {
      judge.remember(plan, plan.embedding);
      continue;
    }
    const sample = await denoiseOne(plan, n);
    if (fitTogether) await finish(plan, sample);
    else waiting.push([plan, sample]);
  }
  if (!fitTogether) leaveNetwork(context, denoiser);
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
async function runSteps(
  { params, report, stepsRun: steps, emit, pause }: Round,
  { index: candidate }: CandidatePlan,
  { predict, scheduler, sample, from, held, preview }: CandidateRun,
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
