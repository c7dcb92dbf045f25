/** Checkpoints of the Stable Diffusion line as they are taught. */
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { openDiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/open-diffusion-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import type { Condition } from '#main/engine/pipelines/latent-diffusion/condition.ts';
import { decodeLatent } from '#main/engine/pipelines/latent-diffusion/decode.ts';
import { scaleNoise } from '#main/engine/pipelines/latent-diffusion/denoise.ts';
import { encodePrompts } from '#main/engine/pipelines/latent-diffusion/encode-prompts.ts';
import {
  guideUnet,
  PIXELS_PER_PLACE,
} from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import { decoderPlan, encoderPlan } from '#main/engine/pipelines/latent-diffusion/networks.ts';
import { scheduleFor } from '#main/engine/pipelines/latent-diffusion/schedule-for.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { addDenoisingLoss, noiseScheduleOf, noisyLatent } from '../objectives/denoising.ts';
import { adapterLayerOf, describeDiffusionAdapter, isTaughtLayer } from './adapter-file.ts';
import { unetFeedsOf } from './denoising-rows.ts';
import { openDiffusionLora } from './diffusion-lora.ts';
import { encodeLessons, latentOf, plainLatent } from './lesson-latents.ts';
import type { Learner } from './learner.ts';
import { paint } from './paint.ts';

/**
 * @param side of what it is shown, divisible by 64
 *
 * Throws what opening a checkpoint throws, and `training.not-trainable`.
 */
export async function openUnetLearner(
  context: EngineContext,
  ref: CheckpointRef,
  side: number,
): Promise<Learner> {
  const checkpoint = await openDiffusionCheckpoint(ref);
  const { id, autoencoder, unet } = checkpoint;
  const config = trainableConfig(checkpoint);
  const schedule = noiseScheduleOf(scheduleFor('ddpm', checkpoint.scheduler));
  if (schedule === undefined) throw notTrainable(id, 'it predicts a flow');
  const places = side / PIXELS_PER_PLACE;
  const latent = [autoencoder.config.latentChannels, places, places] as const;
  const conditions = new Map<string, Condition>();
  let unguided: Condition | undefined;
  return {
    drawing: { steps: 12, guidanceScale: 6 },
    encode: (pictures, ways, signal) =>
      encodeLessons(context, encoderPlan(checkpoint), pictures, side, ways, signal),
    latentOf: (lesson, random) => latentOf(lesson, autoencoder.scalingFactor, random),
    plainLatent: (lesson) => plainLatent(lesson, autoencoder.scalingFactor),
    async read(texts, signal) {
      const prompts = texts.map((text) => (text === '' ? [] : [{ text, weight: 1 }]));
      // Conditions must be of one length.
      const { positives, negative } = await encodePrompts(context, checkpoint, prompts, [], 0);
      throwIfCancelled(signal);
      for (const [at, text] of texts.entries()) conditions.set(text, positives[at]!);
      unguided = negative;
    },
    noisy: (clean, random, share) => noisyLatent(clean, schedule, random, share),
    feedsOf: (rows) => unetFeedsOf(rows, conditions, { latent, side }),
    open: ({ example, ...plan }, signal) =>
      openDiffusionLora(
        context,
        {
          ...{ checkpoint: id, files: unet.files, isTaught: isTaughtLayer, nameOf: adapterLayerOf },
          write: (graph) => {
            writeUnet(graph, config);
          },
          addLoss: (draft) => addDenoisingLoss(draft, example['sample']!.dims[0]!, latent),
        },
        { ...plan, example },
        signal,
      ),
    paint(network, texts, { steps, guidanceScale: scale, seed }, signal) {
      // The one rule that every noise schedule can be walked by.
      const rule = scheduleFor('euler', checkpoint.scheduler);
      const { budget } = context.models;
      return paint<Condition>(
        {
          begin(condition, random) {
            const noise = (count: number): Float32Array => random.normal(count);
            const scheduler = createScheduler(rule, { steps, noise });
            const sample = scaleNoise(noise(latent[0] * places * places), scheduler);
            const guidance = { condition, negative: unguided!, scale };
            return { scheduler, sample, predict: guideUnet(network, guidance, latent) };
          },
          async decode(sample) {
            const decoder = await loadNetwork(context, decoderPlan(checkpoint));
            return decodeLatent(decoder, sample, latent, autoencoder.scalingFactor, budget);
          },
        },
        ...([texts.map((text) => conditions.get(text)!), { side, seed }, signal] as const),
      );
    },
    describe: (recipe) => describeDiffusionAdapter(checkpoint, recipe),
  };
}

function trainableConfig({
  id,
  unet,
  autoencoder,
}: DiffusionCheckpoint): NonNullable<DiffusionCheckpoint['unet']['config']> {
  const { config, files } = unet;
  if (config === undefined) throw notTrainable(id, 'its graphs came ready');
  if (config.inChannels !== autoencoder.config.latentChannels) {
    throw notTrainable(id, 'it fills in parts of pictures');
  }
  if (files.weights.find('time_embedding.cond_proj.weight') !== undefined) {
    throw notTrainable(id, 'it was distilled to few steps');
  }
  return config;
}

function notTrainable(checkpoint: string, reason: string): EaselError {
  return new EaselError('training.not-trainable', { checkpoint, reason });
}
