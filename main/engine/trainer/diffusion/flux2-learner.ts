/** Checkpoints of FLUX.2 klein as they are taught. */
import { openFlux2 } from '#main/engine/checkpoint/flux2/open-flux2.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { bfloat16Of, float32Of } from '#main/engine/graph/weights/stored-numbers.ts';
import { writeFlux2 } from '#main/engine/graph/networks/flux2/flux2.ts';
import {
  encodeWithQwen,
  FLUX2_TOKENS,
  type WordStates,
} from '#main/engine/pipelines/flux2/encode-prompts.ts';
import { guideTransformer } from '#main/engine/pipelines/flux2/guided-transformer.ts';
import {
  fromPatches,
  PIXELS_PER_PATCH,
  toPatches,
  toRows,
} from '#main/engine/pipelines/flux2/latent.ts';
import { flux2DecoderPlan, flux2EncoderPlan } from '#main/engine/pipelines/flux2/networks.ts';
import { flux2Rotation } from '#main/engine/pipelines/flux2/places.ts';
import { flux2Schedule } from '#main/engine/pipelines/flux2/schedule.ts';
import { decodeLatent } from '#main/engine/pipelines/latent-diffusion/decode.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { setImmediate } from 'node:timers/promises';
import { peftMatrices } from '../lora/insert.ts';
import { addDenoisingLoss } from '../objectives/denoising.ts';
import { joinFloats } from '../objectives/join-floats.ts';
import { noisyFlow } from '../objectives/velocity.ts';
import { describeDiffusionAdapter, flux2LayerOf, isTaughtFlux2Layer } from './adapter-file.ts';
import { openDiffusionLora } from './diffusion-lora.ts';
import { encodeLessons, type EncodedLesson } from './lesson-latents.ts';
import type { Learner } from './learner.ts';
import { oneByOne, rowOf } from './one-by-one.ts';
import { paint } from './paint.ts';

/** Pictures are drawn as its makers do, or with fewer steps where those are many. */
const DISTILLED = { steps: 4, guidanceScale: 1 } as const;
const GUIDED = { steps: 12, guidanceScale: 4 } as const;

/**
 * @param side of what it is shown, divisible by 16
 *
 * Throws what opening a checkpoint throws.
 */
export async function openFlux2Learner(
  context: EngineContext,
  ref: CheckpointRef,
  side: number,
): Promise<Learner> {
  const checkpoint = await openFlux2(ref);
  const { id, transformer, autoencoder } = checkpoint;
  const { channels, contextWidth, headWidth } = transformer.config;
  const across = side / PIXELS_PER_PATCH;
  const shape = [channels, across, across] as const;
  const places = across * across;
  // Thousands of numbers for each of hundreds of tokens, as precise as the language model's own weights.
  const told = new Map<string, Uint8Array>();
  const statesOf = (text: string): WordStates => {
    return { hidden: float32Of(told.get(text)!, 'bfloat16'), tokens: FLUX2_TOKENS };
  };
  // Where tokens and places stand is the same for all rows.
  const { cos, sin, half, places: all } = flux2Rotation(FLUX2_TOKENS, [across, across], headWidth);
  const rotation = {
    rotary_cos: { data: cos, dims: [all, half] },
    rotary_sin: { data: sin, dims: [all, half] },
  };
  /** Rows of a transformer: float32 [places, channels]. Of what the encoder says, the mean is taken, as in its training. */
  const rowsOf = (moments: Float32Array): Float32Array => {
    const mean = moments.subarray(0, moments.length / 2);
    return toRows(toPatches(mean, shape, autoencoder.spread), channels);
  };
  return {
    drawing: checkpoint.isDistilled ? DISTILLED : GUIDED,
    encode: (pictures, ways, signal) =>
      encodeLessons(context, flux2EncoderPlan(checkpoint), pictures, side, ways, signal),
    latentOf: ({ moments }, random) =>
      rowsOf(moments[Math.floor(random.uniform() * moments.length)]!),
    plainLatent: ({ moments }: EncodedLesson) => rowsOf(moments[0]!),
    async read(texts, signal) {
      const pause = async (): Promise<void> => {
        await setImmediate();
        throwIfCancelled(signal);
      };
      for (const text of texts) {
        const [states] = await encodeWithQwen(context, checkpoint, [text], pause);
        told.set(text, bfloat16Of(states!.hidden));
      }
    },
    noisy: noisyFlow,
    feedsOf(rows) {
      const batch = rows.length;
      const hidden = joinFloats(rows.map(({ text }) => statesOf(text).hidden));
      const sample = joinFloats(rows.map((row) => row.sample));
      const target = joinFloats(rows.map((row) => row.target));
      const times = Float32Array.from(rows, ({ time }) => time);
      const importance = Float32Array.from(rows, (row) => row.importance);
      return {
        hidden_states: { data: sample, dims: [batch, places, channels] },
        encoder_hidden_states: { data: hidden, dims: [batch, FLUX2_TOKENS, contextWidth] },
        timestep: { data: times, dims: [batch, 1] },
        target: { data: target, dims: [batch, 1, places, channels] },
        importance: { data: importance, dims: [batch, 1] },
      };
    },
    async open({ example, ...plan }, signal) {
      // A language model of the same size leaves no room on a graphics card; from a file it takes none.
      if (context.provider !== 'cpu') await context.models.clear();
      const lora = await openDiffusionLora(
        context,
        {
          ...{ checkpoint: id, files: transformer.files, matrices: peftMatrices },
          ...{ isTaught: isTaughtFlux2Layer, nameOf: flux2LayerOf },
          write: (graph) => {
            writeFlux2(graph, transformer.config);
          },
          addLoss: (draft) => {
            const answer = draft.reshape('out_sample', [1, places, channels]);
            return addDenoisingLoss(draft, 1, [places, channels], answer);
          },
        },
        { ...plan, example: { ...rowOf(example, 0), ...rotation } },
        signal,
      );
      return oneByOne(lora, rotation);
    },
    paint(network, texts, { steps, guidanceScale: scale, seed }, signal) {
      const negative = scale > 1 ? statesOf('') : undefined;
      return paint(
        {
          begin(condition: WordStates, random) {
            const scheduler = flux2Schedule(checkpoint.scheduler, steps, places);
            const sample = random.normal(channels * places);
            const guidance = { condition, negative, scale };
            const predict = guideTransformer(network, transformer.config, guidance, shape);
            return { scheduler, sample, predict };
          },
          async decode(sample) {
            const decoder = await loadNetwork(context, flux2DecoderPlan(checkpoint));
            const planes = fromPatches(sample, shape, autoencoder.spread);
            const latent = [channels / 4, 2 * across, 2 * across] as const;
            return decodeLatent(decoder, planes, latent, 1, context.models.budget);
          },
        },
        texts.map((text) => statesOf(text)),
        { side, seed },
        signal,
      );
    },
    describe: (recipe) => describeDiffusionAdapter({ family: 'flux2' }, recipe),
  };
}
