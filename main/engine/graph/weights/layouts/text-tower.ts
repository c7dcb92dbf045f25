/** Text towers in original single-file checkpoints. */
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { rowsOf, transposed, type StoredTensor } from '#main/engine/graph/weights/weight-source.ts';
import { rename, type Rule } from './rename.ts';

/** The names of transformers behind a prefix; some files leave `text_model.` out. */
export function prefixedLayout(prefix: string): Layout {
  return (name, stored) =>
    stored(prefix + name) ?? stored(prefix + name.replace(/^text_model\./, ''));
}

const openClipRules: readonly Rule[] = [
  [/^text_model\.embeddings\.token_embedding\.weight$/, 'token_embedding.weight'],
  [/^text_model\.embeddings\.position_embedding\.weight$/, 'positional_embedding'],
  [/^text_model\.final_layer_norm\./, 'ln_final.'],
  [/^text_model\.encoder\.layers\.(\d+)\./, 'transformer.resblocks.$1.'],
  [/\.layer_norm1\./, '.ln_1.'],
  [/\.layer_norm2\./, '.ln_2.'],
  [/\.self_attn\.out_proj\./, '.attn.out_proj.'],
  [/\.mlp\.fc1\./, '.mlp.c_fc.'],
  [/\.mlp\.fc2\./, '.mlp.c_proj.'],
  [/^text_projection\.weight$/, 'text_projection'],
];
const joinedPart = /\.self_attn\.([qkv])_proj\.(weight|bias)$/;

/**
 * OpenCLIP (SD 2, the second tower of SDXL): query, key and value lie one after another in one
 * matrix, and the projection is stored as [in, out].
 *
 * @param prefix such as `conditioner.embedders.1.model.`
 */
export function openClipLayout(prefix: string): Layout {
  return (name, stored) => {
    const joined = joinedPart.exec(name);
    if (joined !== null) {
      const [, part = 'q', kind = 'weight'] = joined;
      const whole = name.replace(joinedPart, `.attn.in_proj_${kind}`);
      return third(stored(prefix + rename(whole, openClipRules)), 'qkv'.indexOf(part));
    }
    const tensor = stored(prefix + rename(name, openClipRules));
    const isProjection = name === 'text_projection.weight';
    return tensor !== undefined && isProjection ? transposed(tensor) : tensor;
  };
}

function third(tensor: StoredTensor | undefined, index: number): StoredTensor | undefined {
  if (tensor === undefined) return undefined;
  const rows = (tensor.dims[0] ?? 0) / 3;
  return rowsOf(tensor, index * rows, rows);
}
