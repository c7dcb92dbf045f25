/** The graphs that Spark is made of. */
import { loadPart, type PartSignature } from '#main/engine/checkpoint/load-part.ts';
import type { OpenCheckpoint, PartName } from '#main/engine/checkpoint/open-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';

const SIGNATURES = {
  /** input_ids int64 [B,S] → last_hidden_state [B,S,W], text_embeds [B,D] */
  text_encoder: { inputs: { input_ids: 2 }, outputs: { last_hidden_state: 3, text_embeds: 2 } },
  /** sample [B,C,h,w] at timestep [B] → out_sample [B,C,h,w], the predicted clean picture */
  unet: {
    inputs: {
      sample: 4,
      timestep: 1,
      encoder_hidden_states: 3,
      attention_mask: 2,
      clip_embeds: 2,
    },
    outputs: { out_sample: 4 },
  },
  /** sample [B,4,h,w] → [B,4,H,W] */
  upscaler: { inputs: { sample: 4 }, outputs: {} },
} satisfies Partial<Record<PartName, PartSignature>>;

export interface SparkModels {
  readonly textEncoder: Model;
  readonly unet: Model;
  readonly upscaler: Model;
}

/** Throws what loading a part throws. */
export async function loadSparkModels(
  context: EngineContext,
  checkpoint: OpenCheckpoint,
): Promise<SparkModels> {
  const [textEncoder, unet, upscaler] = await Promise.all(
    (['text_encoder', 'unet', 'upscaler'] as const).map((name) =>
      loadPart(context, checkpoint, name, SIGNATURES[name]),
    ),
  );
  return { textEncoder, unet, upscaler } as SparkModels;
}
