/** CLIP: pictures and words in one space (Radford et al., 2021). */
import { float32, int64, loadPart } from '#main/engine/checkpoint/load-part.ts';
import type { OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { PromptTokens } from '#main/engine/text/prompt-tokens.ts';
import type { CheckpointManifest } from '#shared/domain/checkpoint.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { writePictureTensor } from './picture-tensor.ts';

export interface Clip {
  readonly config: CheckpointManifest['clip'];
  /** One L2-normalised float32 [dimensions] per prompt. */
  embedText(prompts: readonly PromptTokens[]): Promise<Float32Array[]>;
  /** One L2-normalised float32 [dimensions] per picture. */
  embedPictures(pictures: readonly Pixels[]): Promise<Float32Array[]>;
  /** The same for pictures that are float32 [3, imageSize, imageSize] already, all at once. */
  embedTensors(tensors: readonly Float32Array[]): Promise<Float32Array[]>;
}

/** Pictures that go through the tower together; bounds memory for long lists. */
const PICTURE_BATCH = 16;

/** Throws what loading a part throws. */
export async function loadClip(context: EngineContext, checkpoint: OpenCheckpoint): Promise<Clip> {
  const { clip: config, text: textConfig } = checkpoint.manifest;
  const embeds = float32('any', config.dimensions);
  const [text, vision] = await Promise.all([
    loadPart(context, checkpoint, 'clip_text', {
      inputs: { input_ids: int64('any', textConfig.maxTokens) },
      outputs: { text_embeds: embeds },
    }),
    loadPart(context, checkpoint, 'clip_vision', {
      inputs: { pixel_values: float32('any', 3, config.imageSize, config.imageSize) },
      outputs: { image_embeds: embeds },
    }),
  ]);

  const side = config.imageSize;
  const length = 3 * side * side;

  async function embedBatch(count: number, data: Float32Array): Promise<Float32Array[]> {
    const dims = [count, 3, side, side];
    const { image_embeds: embeds } = await vision.run({ pixel_values: { data, dims } });
    return rows(embeds?.data as Float32Array, count);
  }

  return {
    config,
    async embedText(prompts) {
      if (prompts.length === 0) return [];
      const length = textConfig.maxTokens;
      const data = new BigInt64Array(prompts.length * length);
      prompts.forEach((prompt, index) => data.set(prompt.ids, index * length));
      const dims = [prompts.length, length];
      const { text_embeds: embeds } = await text.run({ input_ids: { data, dims } });
      return rows(embeds?.data as Float32Array, prompts.length);
    },
    async embedPictures(pictures) {
      const embeddings: Float32Array[] = [];
      for (let start = 0; start < pictures.length; start += PICTURE_BATCH) {
        const group = pictures.slice(start, start + PICTURE_BATCH);
        const data = new Float32Array(group.length * length);
        group.forEach((picture, index) => {
          writePictureTensor(picture, config, data.subarray(index * length, (index + 1) * length));
        });
        embeddings.push(...(await embedBatch(group.length, data)));
      }
      return embeddings;
    },
    embedTensors(tensors) {
      const data = new Float32Array(tensors.length * length);
      tensors.forEach((tensor, index) => data.set(tensor, index * length));
      return embedBatch(tensors.length, data);
    },
  };
}

function rows(data: Float32Array, count: number): Float32Array[] {
  const width = data.length / count;
  return Array.from({ length: count }, (_, index) =>
    data.slice(index * width, (index + 1) * width),
  );
}
