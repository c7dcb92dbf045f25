/**
 * Text to pictures with FLUX.2 klein (Black Forest Labs 2025), candidate by candidate, ranked by the
 * CLIP of another checkpoint. Parts are loaded one after another: language model, transformer,
 * decoder.
 */
import { openFlux2 } from '#main/engine/checkpoint/flux2/open-flux2.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { withFlux2Loras } from '#main/engine/lora/with-flux2-loras.ts';
import { announceMemory } from '#main/engine/pipelines/announce-memory.ts';
import { decodeLatent } from '#main/engine/pipelines/latent-diffusion/decode.ts';
import { makeCandidates, openProgress, openRound } from '#main/engine/pipelines/make-candidates.ts';
import { distinctOf } from '#main/engine/text/distinct.ts';
import type {
  GenerateEvent,
  GenerateParams,
  GenerateResult,
  WeightedText,
} from '#shared/engine-protocol/messages.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { beginFlux2, encodeFlux2Canvas, learnFlux2Colours } from './begin.ts';
import { encodeWithQwen } from './encode-prompts.ts';
import { guideTransformer } from './guided-transformer.ts';
import { fromPatches, PIXELS_PER_PATCH, type PatchShape } from './latent.ts';
import { flux2DecoderPlan, transformerPlan } from './networks.ts';
import { flux2Schedule } from './schedule.ts';

/** The time of pure noise. */
const TIMES = 1000;

/** Throws `checkpoint.*`, `engine.out-of-memory` and CancelledError. */
export async function generateWithFlux2(
  context: EngineContext,
  params: GenerateParams,
  emit: (event: GenerateEvent) => void,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { candidates, steps, start, guidanceScale, width, height } = params;

  // 1. Check.
  const progress = openProgress(params, emit, signal);
  const { report, pause } = progress;
  const base = await openFlux2(params.checkpoint);
  const { checkpoint, unmatched } = await withFlux2Loras(base, params.loras ?? []);
  for (const left of unmatched) emit({ type: 'lora-unmatched', ...left });
  const { transformer, autoencoder, text } = checkpoint;
  const said = [params.negativePrompt, ...candidates.map(({ prompt }) => prompt)];
  if (said.flat().some(({ weight }) => weight !== 1)) emit({ type: 'weights-ignored' });
  announceMemory(context, [text.files, transformer.files, autoencoder.files], emit);
  const round = await openRound(context, params, progress, emit);
  const { canvas } = round;

  // 2. Encode the prompts, equal ones once. Guidance is away from the negative prompt.
  report.phase('encoding');
  const distinct = distinctOf(candidates.map(({ prompt }) => wordsOf(prompt)));
  const isGuided = guidanceScale > 1 && !checkpoint.isDistilled;
  const unwanted = isGuided ? [wordsOf(params.negativePrompt)] : [];
  const told = await encodeWithQwen(context, checkpoint, [...distinct.items, ...unwanted], pause);
  const negative = isGuided ? told.at(-1) : undefined;

  // 3. The picture to begin with.
  const latent: PatchShape = [
    transformer.config.channels,
    height / PIXELS_PER_PATCH,
    width / PIXELS_PER_PATCH,
  ];
  const [channels, high, wide] = latent;
  const before =
    canvas === undefined ? undefined : await encodeFlux2Canvas(context, checkpoint, canvas, latent);
  await pause();
  const show =
    params.previewIntervalMs > 0 ? await learnFlux2Colours(context, checkpoint) : undefined;
  await pause();

  const ranking = await makeCandidates(context, round, {
    denoiser: transformerPlan(checkpoint),
    decoder: flux2DecoderPlan(checkpoint),
    begin(model, plan, n) {
      const condition = told[distinct.places[n] ?? 0];
      if (condition === undefined) throw new RangeError('a prompt was not encoded');
      // 4. Schedule, and noise from the candidate's own seed.
      const scheduler = flux2Schedule(checkpoint.scheduler, steps, high * wide);
      const noise = new TorchRandom(plan.seed).normal(channels * high * wide);
      const beginning = beginFlux2(
        noise,
        scheduler,
        start && before && { canvas: before, steps, strength: start.strength },
      );
      // 5. Denoise.
      // A picture that is changed is looked at all the while: this family was trained to.
      const guidance = {
        ...{ condition, negative, scale: guidanceScale },
        reference: before?.clean,
      };
      const predict = guideTransformer(model, transformer.config, guidance, latent);
      return {
        ...{ ...beginning, predict, scheduler },
        ...(show && {
          preview: (seen, velocity, time) => {
            const clean = seen.map((value, at) => value - (time / TIMES) * (velocity[at] ?? 0));
            return show(fromPatches(clean, latent, autoencoder.spread), 2 * wide, 2 * high);
          },
        }),
      };
    },
    // 6. Decode.
    decode: (decoder, sample) =>
      decodeLatent(
        decoder,
        fromPatches(sample, latent, autoencoder.spread),
        [channels / 4, 2 * high, 2 * wide],
        1,
        context.models.budget,
      ),
  });
  return { ranking, device: context.provider, timings: report.timings() };
}

/** A language model reads sentences: weights of words have no meaning to it. */
function wordsOf(prompt: readonly WeightedText[]): string {
  return prompt.map(({ text }) => text).join('');
}
