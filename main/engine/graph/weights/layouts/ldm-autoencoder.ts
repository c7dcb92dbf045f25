/**
 * The autoencoder in original single-file checkpoints and in loose VAE files: levels of the decoder
 * are numbered from the finest, and the attention in the middle is stored as 1 × 1 convolutions.
 */
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { withDims, type StoredTensor } from '#main/engine/graph/weights/weight-source.ts';
import { rename, type Rule } from './rename.ts';

/**
 * @param levels of the decoder
 * @param prefix `first_stage_model.` in whole checkpoints, empty in loose files
 */
export function ldmAutoencoderLayout(levels: number, prefix: string): Layout {
  const rules: readonly Rule[] = [
    [/down_blocks\.(\d+)\.resnets\./, 'down.$1.block.'],
    [/down_blocks\.(\d+)\.downsamplers\.0\./, 'down.$1.downsample.'],
    [/up_blocks\.(\d+)\.resnets\./, (level) => `up.${levels - 1 - Number(level)}.block.`],
    [/up_blocks\.(\d+)\.upsamplers\.0\./, (level) => `up.${levels - 1 - Number(level)}.upsample.`],
    [/mid_block\.resnets\.0\./, 'mid.block_1.'],
    [/mid_block\.resnets\.1\./, 'mid.block_2.'],
    [/mid_block\.attentions\.0\.group_norm\./, 'mid.attn_1.norm.'],
    [/mid_block\.attentions\.0\.to_([qkv])\./, 'mid.attn_1.$1.'],
    [/mid_block\.attentions\.0\.to_out\.0\./, 'mid.attn_1.proj_out.'],
    [/conv_shortcut\./, 'nin_shortcut.'],
    [/conv_norm_out\./, 'norm_out.'],
  ];
  return (name, stored) => asMatrix(stored(prefix + rename(name, rules)), name);
}

/** The autoencoder of FLUX.2 in one file: its 1 × 1 convolutions belong to its two halves. */
export function flux2AutoencoderLayout(levels: number): Layout {
  const inner = ldmAutoencoderLayout(levels, '');
  return (name, stored) => {
    const half = /^(post_)?quant_conv\./.exec(name);
    if (half === null) return inner(name, stored);
    return stored(name) ?? stored(`${half[1] === undefined ? 'encoder' : 'decoder'}.${name}`);
  };
}

/** Diffusers files of before 2023 name the attention's matrices by other words. */
export const oldDiffusersAutoencoder: Layout = (name, stored) =>
  stored(name) ??
  stored(
    rename(name, [
      [/\.to_q\./, '.query.'],
      [/\.to_k\./, '.key.'],
      [/\.to_v\./, '.value.'],
      [/\.to_out\.0\./, '.proj_attn.'],
    ]),
  );

function asMatrix(tensor: StoredTensor | undefined, name: string): StoredTensor | undefined {
  const isAttention = /\.attentions\.0\.to_\w+(?:\.0)?\.weight$/.test(name);
  if (tensor === undefined || !isAttention) return tensor;
  const [out = 0, into = 0] = tensor.dims;
  return withDims(tensor, [out, into]);
}
