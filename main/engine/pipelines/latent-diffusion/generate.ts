/**
 * Text to pictures with a checkpoint of the Stable Diffusion line (Rombach et al. 2022), candidate
 * by candidate, ranked by the CLIP of another checkpoint.
 *
 * Parts are loaded one after another: text towers, U-Net, decoder.
 */
import { openDiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/open-diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { lookAtStyle } from '#main/engine/ip-adapter/look-at-style.ts';
import { withIpAdapter } from '#main/engine/ip-adapter/with-ip-adapter.ts';
import { withLoras } from '#main/engine/lora/with-loras.ts';
import { announceMemory } from '#main/engine/pipelines/announce-memory.ts';
import { makeCandidates, openProgress, openRound } from '#main/engine/pipelines/make-candidates.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import { distinctOf } from '#main/engine/text/distinct.ts';
import type {
  GenerateEvent,
  GenerateParams,
  GenerateResult,
  StartPicture,
} from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { cleanLatent } from './clean-latent.ts';
import { decodeLatent } from './decode.ts';
import { encodePrompts } from './encode-prompts.ts';
import { guideUnet, PIXELS_PER_PLACE } from './guided-unet.ts';
import { besideLatent, hideParts, type HiddenParts } from './hidden-parts.ts';
import { encodeCanvas, fromNoise, fromPicture } from './begin.ts';
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

  // 1. Check.
  const progress = openProgress(params, emit, signal);
  const { report, pause } = progress;
  const base = await openDiffusionCheckpoint(params.checkpoint);
  const { checkpoint: changed, unmatched } = await withLoras(base, params.loras ?? []);
  for (const left of unmatched) emit({ type: 'lora-unmatched', ...left });
  const { style } = params;
  const checkpoint = style === undefined ? changed : await withIpAdapter(changed, style.adapter);
  const { unet, autoencoder, towers } = checkpoint;
  const networks = [unet.files, autoencoder.files, ...towers.map(({ files }) => files)];
  announceMemory(context, networks, emit);
  const round = await openRound(context, params, progress, emit);
  const { canvas } = round;

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
  const picture = style && (await lookAtStyle(context, checkpoint, style));
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

  const ranking = await makeCandidates(context, round, {
    denoiser: unetPlan(checkpoint),
    decoder: decoderPlan(checkpoint),
    begin(model, plan, n) {
      const condition = positives[distinct.places[n] ?? 0];
      if (condition === undefined) throw new RangeError('a prompt was not encoded');
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
      const guidance = { condition, negative, picture, scale: guidanceScale };
      const predict = guideUnet(model, guidance, latent, beside);
      return {
        ...{ ...beginning, predict, scheduler },
        // A network that sees what is there keeps to it by itself.
        ...(hidden && { held: undefined }),
        preview: (seen, prediction, time) => draw(clean(seen, prediction, time), latent),
      };
    },
    // 6. Decode.
    decode: (decoder, sample) =>
      decodeLatent(decoder, sample, latent, autoencoder.scalingFactor, context.models.budget),
  });
  return { ranking, device: context.provider, timings: report.timings() };
}

/** A network that is shown what is there needs no trace of what was in the missing part. */
function isAnew({ strength }: StartPicture, hidden: HiddenParts | undefined): boolean {
  return hidden !== undefined && strength === 1;
}

function schedulerOf({ scheduler }: GenerateParams): Parameters<typeof scheduleFor>[0] {
  if (scheduler !== 'flow-match-euler') return scheduler;
  const choices = 'euler, ddim, …';
  throw new EaselError('generate.value-unknown', { field: 'scheduler', value: scheduler, choices });
}
