/** Pictures of Spark's own, for what they are needed beside: fewer steps do than for a person. */
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { encodePrompts } from '#main/engine/pipelines/spark/encode-prompts.ts';
import { loadSparkModels } from '#main/engine/pipelines/spark/spark-models.ts';
import { toPixels } from '#main/engine/pipelines/spark/to-pixels.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';
import type { CheckpointRef, Pixels } from '#shared/engine-protocol/messages.ts';
import { drawLatents, type DrawingPlan } from './draw-latents.ts';

/**
 * One picture a prompt, the i-th from the noise of seed + i. Throws what loading a checkpoint throws,
 * and CancelledError.
 */
export async function paintPrompts(
  context: EngineContext,
  painter: CheckpointRef,
  prompts: readonly string[],
  plan: DrawingPlan,
  signal: AbortSignal,
): Promise<Pixels[]> {
  const checkpoint = await openCheckpoint(painter);
  const { latent, upscale } = checkpoint.manifest;
  const sizes = [latent.channels, latent.height, latent.width] as const;
  const models = await loadSparkModels(context, checkpoint);
  const tokenize = await loadTokenizer(context, checkpoint);
  const texts = ['', ...prompts].map((text) => [{ text, weight: 1 }]);
  const [wordless, ...told] = await encodePrompts(models.textEncoder, tokenize, texts);
  const drawn = await drawLatents(models.unet, told, wordless!, sizes, plan, signal);
  const painted: Pixels[] = [];
  for (const data of drawn) {
    const { sample_up: out } = await models.upscaler.run({ sample: { data, dims: [1, ...sizes] } });
    const [width, height] = [latent.width * upscale, latent.height * upscale];
    painted.push(toPixels(out?.data as Float32Array, width, height));
  }
  return painted;
}
