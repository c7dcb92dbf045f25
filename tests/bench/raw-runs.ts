/** The bare runtime: the same graphs, shapes and number of runs as a generation, and nothing else. */
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { CheckpointManifest } from '#shared/domain/checkpoint.ts';

export interface RawPlan {
  /** Pictures that are drawn together, group by group. */
  readonly groups: readonly number[];
  readonly steps: number;
  readonly threads: number;
}

/** Loads and warms up the sessions; each call of the result runs them all once as planned. */
export async function prepareRawRuns(
  folder: string,
  manifest: CheckpointManifest,
  plan: RawPlan,
): Promise<() => Promise<void>> {
  const { parts, text, latent, clip } = manifest;
  const open = (part: string): Promise<ort.InferenceSession> =>
    ort.InferenceSession.create(join(folder, part), {
      intraOpNumThreads: plan.threads,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  const [encoder, unet, upscaler, clipText, clipVision] = await Promise.all(
    [parts.text_encoder, parts.unet, parts.upscaler, parts.clip_text, parts.clip_vision].map(open),
  );
  if (!encoder || !unet || !upscaler || !clipText || !clipVision) throw new Error('no sessions');

  const sample = (batch: number) => floats(batch, latent.channels, latent.height, latent.width);
  const unetFeeds = (batch: number) => ({
    sample: sample(batch),
    timestep: floats(batch),
    encoder_hidden_states: floats(batch, text.maxTokens, text.hiddenSize),
    attention_mask: floats(batch, text.maxTokens),
    clip_embeds: floats(batch, clip.dimensions),
  });
  const groups = plan.groups.map((count) => ({
    unet: unetFeeds(2 * count),
    upscaler: { sample: sample(count) },
    vision: { pixel_values: floats(count, 3, clip.imageSize, clip.imageSize) },
  }));
  // The empty prompt and the one that all candidates share.
  const encoderFeeds = { input_ids: ids(2, text.maxTokens) };
  const clipTextFeeds = { input_ids: ids(1, text.maxTokens) };

  const runAll = async (): Promise<void> => {
    await encoder.run(encoderFeeds);
    await clipText.run(clipTextFeeds);
    for (const feeds of groups) {
      for (let step = 0; step < plan.steps; step += 1) await unet.run(feeds.unet);
      await upscaler.run(feeds.upscaler);
      await clipVision.run(feeds.vision);
    }
  };
  await runAll();
  return runAll;
}

/** Numbers like those of a sample; speed does not depend on them as long as they are ordinary. */
function floats(...dims: number[]): ort.Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  const data = Float32Array.from({ length }, (_, index) => Math.sin(index));
  return new ort.Tensor('float32', data, dims);
}

function ids(...dims: number[]): ort.Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  return new ort.Tensor('int64', new BigInt64Array(length).fill(5n), dims);
}
