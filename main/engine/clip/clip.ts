/** CLIP: pictures and words in one space (Radford et al., 2021). */
import { loadPart } from '#main/engine/checkpoint/load-part.ts';
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
}

/** Pictures that go through the tower together; bounds memory for long lists. */
const PICTURE_BATCH = 16;

const TEXT_SIGNATURE = { inputs: { input_ids: 2 }, outputs: { text_embeds: 2 } };
const VISION_SIGNATURE = { inputs: { pixel_values: 4 }, outputs: { image_embeds: 2 } };

/** Throws what loading a part throws. */
export async function loadClip(context: EngineContext, checkpoint: OpenCheckpoint): Promise<Clip> {
  const [text, vision] = await Promise.all([
    loadPart(context, checkpoint, 'clip_text', TEXT_SIGNATURE),
    loadPart(context, checkpoint, 'clip_vision', VISION_SIGNATURE),
  ]);
  const config = checkpoint.manifest.clip;

  async function embedBatch(pictures: readonly Pixels[]): Promise<Float32Array[]> {
    const side = config.imageSize;
    const length = 3 * side * side;
    const data = new Float32Array(pictures.length * length);
    pictures.forEach((picture, index) => {
      writePictureTensor(picture, config, data.subarray(index * length, (index + 1) * length));
    });
    const dims = [pictures.length, 3, side, side];
    const { image_embeds: embeds } = await vision.run({ pixel_values: { data, dims } });
    return rows(embeds?.data as Float32Array, pictures.length);
  }

  return {
    config,
    async embedText(prompts) {
      if (prompts.length === 0) return [];
      const length = checkpoint.manifest.text.maxTokens;
      const data = new BigInt64Array(prompts.length * length);
      prompts.forEach((prompt, index) => data.set(prompt.ids, index * length));
      const dims = [prompts.length, length];
      const { text_embeds: embeds } = await text.run({ input_ids: { data, dims } });
      return rows(embeds?.data as Float32Array, prompts.length);
    },
    async embedPictures(pictures) {
      const embeddings: Float32Array[] = [];
      for (let start = 0; start < pictures.length; start += PICTURE_BATCH) {
        embeddings.push(...(await embedBatch(pictures.slice(start, start + PICTURE_BATCH))));
      }
      return embeddings;
    },
  };
}

function rows(data: Float32Array, count: number): Float32Array[] {
  const width = data.length / count;
  return Array.from({ length: count }, (_, index) =>
    data.slice(index * width, (index + 1) * width),
  );
}
