/**
 * Text to pictures with a checkpoint of the Stable Diffusion line (Rombach et al. 2022), candidate
 * by candidate, ranked by the CLIP of another checkpoint.
 *
 * Parts are loaded one after another: text towers, U-Net, decoder.
 */
import { setImmediate } from 'node:timers/promises';
import { openDiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/open-diffusion-checkpoint.ts';
import { openCanvas } from '#main/engine/edit/open-canvas.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { withLoras } from '#main/engine/lora/with-loras.ts';
import { announceMemory } from '#main/engine/pipelines/announce-memory.ts';
import { stepsRunFor } from '#main/engine/pipelines/first-step.ts';
import { makeCandidates, runSteps, type Round } from '#main/engine/pipelines/make-candidates.ts';
import { StepReport } from '#main/engine/pipelines/step-report.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import { distinctOf } from '#main/engine/text/distinct.ts';
import type {
  GenerateEvent,
  GenerateParams,
  GenerateResult,
  StartPicture,
} from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { cleanLatent } from './clean-latent.ts';
import { decodeSparing } from './decode-sparing.ts';
import { encodePrompts } from './encode-prompts.ts';
import { guideUnet, PIXELS_PER_PLACE } from './guided-unet.ts';
import { besideLatent, hideParts, type HiddenParts } from './hidden-parts.ts';
import { openJudge } from './judge.ts';
import { encodeCanvas, fromNoise, fromPicture } from './begin.ts';
import { isLoaded, leaveNetwork, loadNetwork } from './load-network.ts';
import { doFitTogether } from './memory-plan.ts';
import { decoderPlan, unetPlan } from './networks.ts';
import { openPreviews } from './previews.ts';
import { scheduleFor } from './schedule-for.ts';

type Latent = readonly [channels: number, height: number, width: number];

/** Throws `checkpoint.*`, `engine.out-of-memory`, `generate.value-unknown` and CancelledError. */
export async function generateWithLatentDiffusion(
  context: EngineContext,
  params: GenerateParams,
  emit: (event: GenerateEvent) => void,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { candidates, steps, guidanceScale, start } = params;
  const stepsRun = start === undefined ? steps : stepsRunFor(steps, start.strength);
  const open = candidates.filter(({ embedding }) => embedding === undefined);
  const report = new StepReport(emit, stepsRun, open.length, 1);
  const pause = async (): Promise<void> => {
    // Lets messages in: a cancel may be among them.
    await setImmediate();
    throwIfCancelled(signal);
  };

  // 1. Check.
  report.phase('loading');
  const base = await openDiffusionCheckpoint(params.checkpoint);
  const { checkpoint, unmatched } = await withLoras(base, params.loras ?? []);
  for (const left of unmatched) emit({ type: 'lora-unmatched', ...left });
  const { unet, autoencoder, towers } = checkpoint;
  const networks = [unet.files, autoencoder.files, ...towers.map(({ files }) => files)];
  announceMemory(context, networks, emit);
  const canvas = start === undefined ? undefined : openCanvas(start, params);
  const judge = await openJudge(context, rankerOf(params), params, canvas);
  await pause();

  // 2. Encode the prompts, equal ones once.
  report.phase('encoding');
  const distinct = distinctOf(candidates.map(({ prompt }) => prompt));
  const { positives, negative } = await encodePrompts(
    context,
    checkpoint,
    distinct.items,
    params.negativePrompt,
    params.skippedTextLayers ?? 0,
  );
  await pause();

  // 3. Schedule.
  const config = scheduleFor(schedulerOf(params), checkpoint.scheduler);
  const latent: Latent = [
    checkpoint.autoencoder.config.latentChannels,
    params.height / PIXELS_PER_PLACE,
    params.width / PIXELS_PER_PLACE,
  ];
  const clean = cleanLatent(config);
  const before = canvas === undefined ? undefined : await encodeCanvas(context, checkpoint, canvas);
  const hidden = checkpoint.isInpainting
    ? await hideParts(context, checkpoint, canvas, params)
    : undefined;
  await pause();

  const draw = await openPreviews(context, params.previewDecoder, checkpoint.family);
  const round: Round = { params, report, judge, canvas, emit, pause };

  const ranking = await makeCandidates(round, {
    fitsTogether: doFitTogether(context, [unet.files, autoencoder.files]),
    async denoise(plan, n) {
      const condition = positives[distinct.places[n] ?? 0];
      if (condition === undefined) throw new RangeError('a prompt was not encoded');
      if (!isLoaded(context, unetPlan(checkpoint))) report.phase('loading');
      const model = await loadNetwork(context, unetPlan(checkpoint));
      report.group([plan.index]);
      // 4. Noise, from the candidate's own seed; what the scheduler draws later follows it.
      const random = new TorchRandom(plan.seed);
      const noise = (length: number): Float32Array => random.normal(length);
      const scheduler = createScheduler(config, { steps, noise });
      const beginning =
        start === undefined || before === undefined || isAnew(start, hidden)
          ? fromNoise(noise(latent[0] * latent[1] * latent[2]), scheduler)
          : fromPicture(before, scheduler, { steps, strength: start.strength, noise });
      const beside = hidden && besideLatent(hidden, noise);
      // 5. Denoise.
      const guidance = { condition, negative, scale: guidanceScale };
      const predict = guideUnet(model, guidance, latent, beside);
      await runSteps(round, plan, {
        ...{ ...beginning, predict, scheduler, steps: stepsRun },
        // A network that sees what is there keeps to it by itself.
        ...(hidden && { held: undefined }),
        preview: (seen, prediction, time) => draw(clean(seen, prediction, time), latent),
      });
      return beginning.sample;
    },
    leaveDenoiser: () => {
      leaveNetwork(context, unetPlan(checkpoint));
    },
    async decode(sample) {
      // 6. Decode.
      const decoder = await loadNetwork(context, decoderPlan(checkpoint));
      return decodeSparing(decoder, sample, latent, autoencoder.scalingFactor);
    },
  });
  return { ranking, device: context.provider, timings: report.timings() };
}

/** A network that is shown what is there needs no trace of what was in the missing part. */
function isAnew({ strength }: StartPicture, hidden: HiddenParts | undefined): boolean {
  return hidden !== undefined && strength === 1;
}

function rankerOf({ ranker }: GenerateParams): NonNullable<GenerateParams['ranker']> {
  if (ranker === undefined) throw new RangeError('a checkpoint without a CLIP needs a ranker');
  return ranker;
}

function schedulerOf({ scheduler }: GenerateParams): Parameters<typeof scheduleFor>[0] {
  if (scheduler !== 'flow-match-euler') return scheduler;
  const choices = 'euler, ddim, …';
  throw new EaselError('generate.value-unknown', { field: 'scheduler', value: scheduler, choices });
}
