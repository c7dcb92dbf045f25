/**
 * The U-Net in original single-file checkpoints: blocks are numbered through from `input_blocks.0`
 * to the last of `output_blocks`, and each holds a resnet (0), a transformer (1) and a change of
 * size (last).
 */
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { rename, type Rule } from './rename.ts';

const PREFIX = 'model.diffusion_model.';

/** @param resnetsPerLevel on the way down */
export function ldmUnetLayout(resnetsPerLevel: number): Layout {
  const perDown = resnetsPerLevel + 1;
  const input = (level: string, step: number): number => 1 + Number(level) * perDown + step;
  const output = (level: string, step: number): number =>
    Number(level) * (resnetsPerLevel + 1) + step;
  const rules: readonly Rule[] = [
    [/^conv_in\./, 'input_blocks.0.0.'],
    [/^conv_norm_out\./, 'out.0.'],
    [/^conv_out\./, 'out.2.'],
    [/^time_embedding\.linear_1\./, 'time_embed.0.'],
    [/^time_embedding\.linear_2\./, 'time_embed.2.'],
    [/^time_embedding\.cond_proj\./, 'time_embed.cond_proj.'],
    [/^add_embedding\.linear_1\./, 'label_emb.0.0.'],
    [/^add_embedding\.linear_2\./, 'label_emb.0.2.'],
    [/^mid_block\.resnets\.0\./, 'middle_block.0.'],
    [/^mid_block\.attentions\.0\./, 'middle_block.1.'],
    [/^mid_block\.resnets\.1\./, 'middle_block.2.'],
    [
      /^down_blocks\.(\d+)\.(resnets|attentions)\.(\d+)\./,
      (level = '', kind, step) =>
        `input_blocks.${input(level, Number(step))}.${kind === 'resnets' ? 0 : 1}.`,
    ],
    [
      /^down_blocks\.(\d+)\.downsamplers\.0\.conv\./,
      (level = '') => `input_blocks.${input(level, resnetsPerLevel)}.0.op.`,
    ],
    [
      /^up_blocks\.(\d+)\.(resnets|attentions)\.(\d+)\./,
      (level = '', kind, step) =>
        `output_blocks.${output(level, Number(step))}.${kind === 'resnets' ? 0 : 1}.`,
    ],
    [
      /^up_blocks\.(\d+)\.upsamplers\.0\.conv\./,
      (level = '') => `output_blocks.${output(level, resnetsPerLevel)}.2.conv.`,
    ],
    [/^((?:in|out)put_blocks\.\d+\.0|middle_block\.[02])\.norm1\./, '$1.in_layers.0.'],
    [/^((?:in|out)put_blocks\.\d+\.0|middle_block\.[02])\.conv1\./, '$1.in_layers.2.'],
    [/^((?:in|out)put_blocks\.\d+\.0|middle_block\.[02])\.time_emb_proj\./, '$1.emb_layers.1.'],
    [/^((?:in|out)put_blocks\.\d+\.0|middle_block\.[02])\.norm2\./, '$1.out_layers.0.'],
    [/^((?:in|out)put_blocks\.\d+\.0|middle_block\.[02])\.conv2\./, '$1.out_layers.3.'],
    [/^((?:in|out)put_blocks\.\d+\.0|middle_block\.[02])\.conv_shortcut\./, '$1.skip_connection.'],
  ];
  return (name, stored) => {
    const found = PREFIX + rename(name, rules);
    // Where a level has no transformer, the change of size moves up to its place.
    return stored(found) ?? stored(found.replace(/(output_blocks\.\d+)\.2\.conv\./, '$1.1.conv.'));
  };
}
