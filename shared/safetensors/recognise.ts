/**
 * What a `.safetensors` file is, from the names and shapes in its header alone: enough to say what
 * it is good for before anything of it is loaded. The names are those of published checkpoints.
 */
import { flux2ContextWidth, qwen3ContextWidth } from './flux2.ts';
import type { SafetensorsHeader } from './header.ts';
import { readIpAdapter } from './ip-adapter.ts';

export type DiffusionFamily = 'sd1' | 'sd2' | 'sdxl';
/** Families of pictures that come without a manifest of ours. */
export type PictureFamily = DiffusionFamily | 'flux2';

/** Families that Easel knows by sight but cannot run. */
export type ForeignFamily = 'sdxl-refiner' | 'sd3' | 'flux' | 'flux2-dev' | 'pix2pix';

export type Recognised =
  | {
      readonly kind: 'checkpoint';
      readonly family: DiffusionFamily;
      /** Takes a mask and a picture to fill in, besides the noisy latent. */
      readonly isInpainting: boolean;
      readonly hasText: boolean;
      readonly hasAutoencoder: boolean;
      /** Only where the file itself says so. */
      readonly prediction?: 'v_prediction';
      readonly hasZeroTerminalSnr: boolean;
    }
  | { readonly kind: 'foreign-checkpoint'; readonly family: ForeignFamily }
  | {
      /** A picture network that needs a text encoder and an autoencoder in files of their own. */
      readonly kind: 'transformer';
      readonly family: 'flux2';
      /** Width of the text that it is told of. */
      readonly contextWidth: number;
      /** Whether all of its weights are of a type that can be read. */
      readonly isReadable: boolean;
    }
  | { readonly kind: 'lora' }
  /** IP-Adapter: shows a checkpoint a picture. */
  | { readonly kind: 'ip-adapter'; readonly isUsable: boolean }
  | { readonly kind: 'autoencoder' }
  /** TAESD: draws a rough picture of a latent with so many channels. */
  | { readonly kind: 'preview-decoder'; readonly channels: number }
  | { readonly kind: 'part'; readonly part: 'unet' | 'text-tower' | 'clip' | 'language-model' }
  | { readonly kind: 'unknown' };

const UNET = 'model.diffusion_model.';
/** Others are quantised, each in a way of its own. */
const READABLE: ReadonlySet<string> = new Set(['F32', 'F16', 'BF16']);
const CONTEXT_WIDTHS: Readonly<Record<number, DiffusionFamily>> = { 768: 'sd1', 1024: 'sd2' };

/** Never throws; a file that is none of the known ones is `unknown`. */
export function recognise(header: SafetensorsHeader): Recognised {
  const { tensors } = header;
  const has = (name: string): boolean => tensors.has(name);
  const hasPrefix = (...prefixes: readonly string[]): boolean => {
    for (const name of tensors.keys()) {
      if (prefixes.some((prefix) => name.startsWith(prefix))) return true;
    }
    return false;
  };

  if (has(`${UNET}input_blocks.0.0.weight`)) {
    const inChannels = tensors.get(`${UNET}input_blocks.0.0.weight`)?.dims[1];
    const family = familyOfUnet(tensors);
    if (inChannels === 8) return { kind: 'foreign-checkpoint', family: 'pix2pix' };
    if (family === 'sdxl-refiner') return { kind: 'foreign-checkpoint', family };
    if (family === undefined) return { kind: 'unknown' };
    return {
      kind: 'checkpoint',
      family,
      isInpainting: inChannels === 9,
      hasText: hasPrefix('cond_stage_model.', 'conditioner.embedders.'),
      hasAutoencoder: has('first_stage_model.decoder.conv_in.weight'),
      hasZeroTerminalSnr: has('ztsnr'),
      ...(has('v_pred') ? { prediction: 'v_prediction' as const } : {}),
    };
  }
  const contextWidth = flux2ContextWidth(header);
  if (contextWidth !== undefined) {
    // The large one is told its guidance, and reads with another language model.
    if (hasPrefix('guidance_in.', `${UNET}guidance_in.`)) {
      return { kind: 'foreign-checkpoint', family: 'flux2-dev' };
    }
    const types = [...tensors.values()].map(({ type }) => type);
    const isReadable = types.every((type) => READABLE.has(type));
    return { kind: 'transformer', family: 'flux2', contextWidth, isReadable };
  }
  for (const prefix of ['', UNET]) {
    if (hasPrefix(`${prefix}joint_blocks.0.`)) {
      return { kind: 'foreign-checkpoint', family: 'sd3' };
    }
    if (hasPrefix(`${prefix}double_blocks.0.`)) {
      return { kind: 'foreign-checkpoint', family: 'flux' };
    }
  }
  const adapter = readIpAdapter(header);
  if (adapter !== undefined) return { kind: 'ip-adapter', isUsable: adapter.kind === 'plain' };
  for (const name of tensors.keys()) {
    if (/\.lora_(?:down|up|A|B)\.|_lora\.(?:down|up)\.|\.hada_w1_a$|\.lokr_w1/.test(name)) {
      return { kind: 'lora' };
    }
  }
  if (has('decoder.conv_in.weight') && has('encoder.conv_in.weight')) {
    return { kind: 'autoencoder' };
  }
  const tiny = tinyDecoderChannels(tensors);
  if (tiny !== undefined) return { kind: 'preview-decoder', channels: tiny };
  if (has('down_blocks.0.resnets.0.conv1.weight')) return { kind: 'part', part: 'unet' };
  if (qwen3ContextWidth(header) !== undefined) return { kind: 'part', part: 'language-model' };
  const hasText = has('text_model.embeddings.token_embedding.weight');
  if (has('visual_projection.weight')) return { kind: 'part', part: 'clip' };
  return hasText ? { kind: 'part', part: 'text-tower' } : { kind: 'unknown' };
}

/** In the diffusers layout, or in the original one, whose first layer has no weights. */
function tinyDecoderChannels(tensors: SafetensorsHeader['tensors']): number | undefined {
  for (const [first, block] of [
    ['decoder.layers.0.weight', 'decoder.layers.2.conv.0.weight'],
    ['1.weight', '3.conv.0.weight'],
  ] as const) {
    if (tensors.has(block)) return tensors.get(first)?.dims[1];
  }
  return undefined;
}

function familyOfUnet(
  tensors: SafetensorsHeader['tensors'],
): DiffusionFamily | 'sdxl-refiner' | undefined {
  const told = tensors.get(`${UNET}label_emb.0.0.weight`)?.dims[1];
  if (told !== undefined) {
    const isRefiner = !tensors.has('conditioner.embedders.1.model.token_embedding.weight');
    const hasText = [...tensors.keys()].some((name) => name.startsWith('conditioner.'));
    // A file without text towers is told by the width of what is added to the time.
    return (hasText ? isRefiner : told === 2560) ? 'sdxl-refiner' : 'sdxl';
  }
  const key = tensors.get(`${UNET}input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight`);
  return CONTEXT_WIDTHS[key?.dims[1] ?? 0];
}
