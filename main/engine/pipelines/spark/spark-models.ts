/** The graphs that Spark is made of. */
import { float32, int64, loadPart, type PartSignature } from '#main/engine/checkpoint/load-part.ts';
import type { OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { LoraRef } from '#shared/engine-protocol/messages.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import type { CheckpointManifest } from '#shared/domain/checkpoint.ts';
import { changeOfAdapters } from './adapted-unet.ts';

/** What each graph must take and give; B pictures at once, everything else fixed by the manifest. */
function signaturesFor({
  text,
  latent,
  upscale,
  clip,
}: CheckpointManifest): Record<'text_encoder' | 'unet' | 'upscaler', PartSignature> {
  const hidden = float32('any', text.maxTokens, text.hiddenSize);
  const embeds = float32('any', clip.dimensions);
  const sample = float32('any', latent.channels, latent.height, latent.width);
  return {
    text_encoder: {
      inputs: { input_ids: int64('any', text.maxTokens) },
      outputs: { last_hidden_state: hidden, text_embeds: embeds },
    },
    // Predicts the clean picture.
    unet: {
      inputs: {
        sample,
        timestep: float32('any'),
        encoder_hidden_states: hidden,
        attention_mask: float32('any', text.maxTokens),
        clip_embeds: embeds,
      },
      outputs: { out_sample: sample },
    },
    upscaler: {
      inputs: { sample },
      outputs: { sample_up: float32('any', 4, latent.height * upscale, latent.width * upscale) },
    },
  };
}

export interface SparkModels {
  readonly textEncoder: Model;
  readonly unet: Model;
  readonly upscaler: Model;
}

/**
 * @param isDistilled with the network that was distilled, which the checkpoint must have
 * Throws what loading a part throws, and `lora.unsupported` or `lora.other-base`.
 */
export async function loadSparkModels(
  context: EngineContext,
  checkpoint: OpenCheckpoint,
  adapters: readonly LoraRef[] = [],
  isDistilled = false,
): Promise<SparkModels> {
  const { manifest } = checkpoint;
  const signatures = signaturesFor(manifest);
  // Adapters are taught on the network of many steps, and serve its student, which has its shape.
  const taughtOn = manifest.files.find(({ path }) => path === manifest.parts.unet)?.sha256;
  const base = isDistilled ? taughtOn : undefined;
  const change =
    adapters.length === 0 ? undefined : await changeOfAdapters(adapters, manifest.name, base);
  const [textEncoder, unet, upscaler] = await Promise.all([
    loadPart(context, checkpoint, 'text_encoder', signatures.text_encoder),
    loadPart(context, checkpoint, isDistilled ? 'unet_distilled' : 'unet', signatures.unet, change),
    loadPart(context, checkpoint, 'upscaler', signatures.upscaler),
  ]);
  return { textEncoder, unet, upscaler };
}
