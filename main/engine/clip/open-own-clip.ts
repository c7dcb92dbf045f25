/** The CLIP of a checkpoint with a manifest of ours. */
import { float32, int64, loadPart } from '#main/engine/checkpoint/load-part.ts';
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';
import type { CheckpointManifest } from '#shared/domain/checkpoint.ts';
import type { ClipView } from '#shared/clip/description.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { changesOfClipAdapter } from './adapted-towers.ts';
import type { Clip } from './clip.ts';
import { pictureEmbedder, rowsOf } from './picture-embedder.ts';

/** Throws what loading a part throws, and `lora.unsupported` for what it was taught. */
export async function openOwnClip(context: EngineContext, ref: CheckpointRef): Promise<Clip> {
  const checkpoint = await openCheckpoint(ref);
  const { clip: config, text: textConfig } = checkpoint.manifest;
  const { dimensions, imageSize: side, calibration } = config;
  const embeds = float32('any', dimensions);
  const length = textConfig.maxTokens;
  const changes = ref.adapter && (await changesOfClipAdapter(ref.adapter));
  const [text, vision, tokenize] = await Promise.all([
    loadPart(
      ...([context, checkpoint, 'clip_text'] as const),
      { inputs: { input_ids: int64('any', length) }, outputs: { text_embeds: embeds } },
      changes?.text,
    ),
    loadPart(
      ...([context, checkpoint, 'clip_vision'] as const),
      {
        inputs: { pixel_values: float32('any', 3, side, side) },
        outputs: { image_embeds: embeds },
      },
      changes?.vision,
    ),
    loadTokenizer(context, checkpoint),
  ]);
  const view = viewOf(config);
  return {
    dimensions,
    view,
    calibrate: () => Promise.resolve(() => calibration),
    async embedText(prompts) {
      if (prompts.length === 0) return [];
      const data = new BigInt64Array(prompts.length * length);
      prompts.forEach((prompt, index) => data.set(tokenize(prompt).ids, index * length));
      const out = await text.run({ input_ids: { data, dims: [prompts.length, length] } });
      return rowsOf(out['text_embeds']?.data as Float32Array, prompts.length);
    },
    ...pictureEmbedder(view, async (data, count) => {
      const out = await vision.run({ pixel_values: { data, dims: [count, 3, side, side] } });
      return rowsOf(out['image_embeds']?.data as Float32Array, count);
    }),
  };
}

/** How the CLIP of a manifest looks at pictures. */
export function viewOf({ imageSize, mean, std, background }: CheckpointManifest['clip']): ClipView {
  return {
    ...{ imageSize, mean, std, background },
    framing: { kind: 'contain', filter: 'bicubic' },
  };
}
