/** Towers of CLIP in original files: OpenCLIP's names, and prefixes of single-file checkpoints. */
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { rowsOf, transposed, type StoredTensor } from '#main/engine/graph/weights/weight-source.ts';
import { rename, type Rule } from './rename.ts';

/** The names of transformers behind a prefix; some files leave `text_model.` out. */
export function prefixedLayout(prefix: string): Layout {
  return (name, stored) =>
    stored(prefix + name) ?? stored(prefix + name.replace(/^text_model\./, ''));
}

const blockRules: readonly Rule[] = [
  [/\.layer_norm1\./, '.ln_1.'],
  [/\.layer_norm2\./, '.ln_2.'],
  [/\.self_attn\.out_proj\./, '.attn.out_proj.'],
  [/\.mlp\.fc1\./, '.mlp.c_fc.'],
  [/\.mlp\.fc2\./, '.mlp.c_proj.'],
];
const textRules: readonly Rule[] = [
  [/^text_model\.embeddings\.token_embedding\.weight$/, 'token_embedding.weight'],
  [/^text_model\.embeddings\.position_embedding\.weight$/, 'positional_embedding'],
  [/^text_model\.final_layer_norm\./, 'ln_final.'],
  [/^text_model\.encoder\.layers\.(\d+)\./, 'transformer.resblocks.$1.'],
  ...blockRules,
  [/^text_projection\.weight$/, 'text_projection'],
];
const visionRules: readonly Rule[] = [
  [/^vision_model\.embeddings\.patch_embedding\.weight$/, 'conv1.weight'],
  [/^vision_model\.embeddings\.class_embedding$/, 'class_embedding'],
  [/^vision_model\.embeddings\.position_embedding\.weight$/, 'positional_embedding'],
  [/^vision_model\.pre_layrnorm\./, 'ln_pre.'],
  [/^vision_model\.post_layernorm\./, 'ln_post.'],
  [/^vision_model\.encoder\.layers\.(\d+)\./, 'transformer.resblocks.$1.'],
  ...blockRules,
  [/^visual_projection\.weight$/, 'proj'],
];
const joinedPart = /\.self_attn\.([qkv])_proj\.(weight|bias)$/;

/**
 * OpenCLIP (SD 2, the second tower of SDXL): query, key and value lie one after another in one
 * matrix, and the projection is stored as [in, out].
 *
 * @param prefix such as `conditioner.embedders.1.model.`
 */
export function openClipLayout(prefix: string): Layout {
  return towerLayout(prefix, textRules, 'text_projection.weight');
}

/** OpenCLIP's picture tower. @param prefix such as `visual.` */
export function openClipVisionLayout(prefix: string): Layout {
  return towerLayout(prefix, visionRules, 'visual_projection.weight');
}

function towerLayout(prefix: string, rules: readonly Rule[], projection: string): Layout {
  return (name, stored) => {
    const joined = joinedPart.exec(name);
    if (joined !== null) {
      const [, part = 'q', kind = 'weight'] = joined;
      const whole = name.replace(joinedPart, `.attn.in_proj_${kind}`);
      return third(stored(prefix + rename(whole, rules)), 'qkv'.indexOf(part));
    }
    const tensor = stored(prefix + rename(name, rules));
    return tensor !== undefined && name === projection ? transposed(tensor) : tensor;
  };
}

const pooledPart = /^(vision_model\.head\.attention\.)([qkv])_proj\.(weight|bias)$/;

/** SigLIP as transformers writes it: the attention of its pooling is PyTorch's own, in one matrix. */
export const siglipLayout: Layout = (name, stored) => {
  const [, place = '', part = '', kind = ''] = pooledPart.exec(name) ?? [];
  if (part === '') return stored(name);
  return third(stored(`${place}in_proj_${kind}`), 'qkv'.indexOf(part));
};

function third(tensor: StoredTensor | undefined, index: number): StoredTensor | undefined {
  if (tensor === undefined) return undefined;
  const rows = (tensor.dims[0] ?? 0) / 3;
  return rowsOf(tensor, index * rows, rows);
}
