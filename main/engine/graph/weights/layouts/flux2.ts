/** The transformer of FLUX.2 in diffusers folders and in files as Black Forest Labs name them. */
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { rowsOf, type StoredTensor } from '#main/engine/graph/weights/weight-source.ts';
import { rename, type Rule } from './rename.ts';

const LAST_NORM = /^norm_out\.(scale|shift)\.weight$/;

/** Folders keep the scale and the shift of the last norm in one matrix, the scale first. */
export const flux2Folder: Layout = (name, stored) => {
  const part = LAST_NORM.exec(name)?.[1];
  if (part === undefined) return stored(name);
  return share(stored('norm_out.linear.weight'), part === 'scale' ? 0 : 1, 2);
};

const rules: readonly Rule[] = [
  [/^x_embedder\./, 'img_in.'],
  [/^context_embedder\./, 'txt_in.'],
  [/^time_guidance_embed\.timestep_embedder\.linear_1\./, 'time_in.in_layer.'],
  [/^time_guidance_embed\.timestep_embedder\.linear_2\./, 'time_in.out_layer.'],
  [/^(\w+_modulation(?:_\w+)?)\.linear\./, '$1.lin.'],
  [/^proj_out\./, 'final_layer.linear.'],
  [/^single_transformer_blocks\.(\d+)\.attn\./, 'single_blocks.$1.'],
  [/^(single_blocks\.\d+)\.to_qkv_mlp_proj\./, '$1.linear1.'],
  [/^(single_blocks\.\d+)\.to_out\./, '$1.linear2.'],
  [/^(single_blocks\.\d+)\.norm_q\.weight$/, '$1.norm.query_norm.scale'],
  [/^(single_blocks\.\d+)\.norm_k\.weight$/, '$1.norm.key_norm.scale'],
  [/^transformer_blocks\.(\d+)\./, 'double_blocks.$1.'],
  [/\.attn\.to_out\.0\./, '.img_attn.proj.'],
  [/\.attn\.to_add_out\./, '.txt_attn.proj.'],
  [/\.attn\.norm_q\.weight$/, '.img_attn.norm.query_norm.scale'],
  [/\.attn\.norm_k\.weight$/, '.img_attn.norm.key_norm.scale'],
  [/\.attn\.norm_added_q\.weight$/, '.txt_attn.norm.query_norm.scale'],
  [/\.attn\.norm_added_k\.weight$/, '.txt_attn.norm.key_norm.scale'],
  [/\.ff\.linear_in\./, '.img_mlp.0.'],
  [/\.ff\.linear_out\./, '.img_mlp.2.'],
  [/\.ff_context\.linear_in\./, '.txt_mlp.0.'],
  [/\.ff_context\.linear_out\./, '.txt_mlp.2.'],
];
const joinedPart = /\.attn\.(?:to_([qkv])|add_([qkv])_proj)\.weight$/;

/**
 * One file: query, key and value lie one after another in one matrix, and the last norm has its
 * shift first.
 *
 * @param prefix `model.diffusion_model.` where the file has it, else empty
 */
export function flux2Original(prefix: string): Layout {
  return (name, stored) => {
    const last = LAST_NORM.exec(name)?.[1];
    if (last !== undefined) {
      const joined = stored(`${prefix}final_layer.adaLN_modulation.1.weight`);
      return share(joined, last === 'shift' ? 0 : 1, 2);
    }
    const part = partOfJoined(name);
    if (part === undefined) return stored(prefix + rename(name, rules));
    const side = name.includes('.add_') ? 'txt' : 'img';
    const whole = rename(name.replace(joinedPart, `.${side}_attn.qkv.weight`), rules);
    return share(stored(prefix + whole), part.index, part.of);
  };
}

/** Which of several equal parts of the rows of a joined matrix a tensor is, in original files. */
export function partOfJoined(
  name: string,
): { readonly index: number; readonly of: number } | undefined {
  const part = name.startsWith('single_') ? null : joinedPart.exec(name);
  if (part !== null) return { index: 'qkv'.indexOf(part[1] ?? part[2] ?? 'q'), of: 3 };
  return undefined;
}

/** One of several equal parts of a matrix's rows. */
function share(
  tensor: StoredTensor | undefined,
  index: number,
  parts: number,
): StoredTensor | undefined {
  if (tensor === undefined) return undefined;
  const rows = (tensor.dims[0] ?? 0) / parts;
  return rowsOf(tensor, index * rows, rows);
}
