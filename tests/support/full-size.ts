/** Checkpoints of full size with random weights, in one file each: for memory and speed, not pictures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeSafetensors, type TensorToWrite } from './write-safetensors.ts';

type Shape = readonly [name: string, dims: readonly number[]];
type Row = readonly [name: string, dims: readonly number[], original: string];

/** Numbers of one sign, then the other, of the size that trained weights have. */
const PATTERN_NUMBERS = 1 << 22;
/** Numbers between the beginnings of two tensors in the pattern. */
const STRIDE = 7919;
/** Upper bytes of ± 2⁻⁶ or so in either half-precision type. */
const sizes = { F16: 0x2400, BF16: 0x3c80 } as const;

/** Writes `folder/name.safetensors` in half precision and answers its bytes. */
export function writeFullSize(
  path: string,
  shapes: readonly Shape[],
  type: TensorToWrite['type'] & ('F16' | 'BF16'),
): number {
  const pattern = new Uint16Array(PATTERN_NUMBERS);
  let state = 1;
  for (let at = 0; at < pattern.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pattern[at] = ((state >>> 16) & 0x8000) | sizes[type] | ((state >>> 20) & 0xff);
  }
  const bytes = new Uint8Array(pattern.buffer);
  // No two tensors are alike: the runtime would keep one of them for both.
  const tensors = shapes.map(([name, dims], index) => ({
    ...{ name, type, dims },
    bytes: () => repeated(bytes, 2 * countOf(dims), (2 * STRIDE * index) % bytes.length),
  }));
  writeSafetensors(path, tensors);
  return 2 * shapes.reduce((sum, [, dims]) => sum + countOf(dims), 0);
}

function repeated(pattern: Uint8Array, length: number, start: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (let from = start; at < length; from = 0) {
    const part = pattern.subarray(from, from + length - at);
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function countOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** As the published files name and shape them. */
function published(network: string): Shape[] {
  const path = new URL('../reference/fixtures/single-file-names.json.gz', import.meta.url);
  const all = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Record<string, Row[]>;
  const shapes = new Map<string, readonly number[]>();
  for (const [, dims, original] of all[network] ?? []) {
    const [name = '', ...words] = original.split(' ');
    const isJoined = words[0] === 'rows';
    const isTurned = /transposed/i.test(words.join(' '));
    const stored = isJoined ? [3 * (dims[0] ?? 0), ...dims.slice(1)] : dims;
    shapes.set(name, isTurned ? stored.toReversed() : stored);
  }
  return [...shapes];
}

export function sd15Shapes(): Shape[] {
  return ['unet_sd15', 'vae_kl_f8_4ch', 'text_clip_l'].flatMap(published);
}

export function sdxlShapes(): Shape[] {
  const first = published('text_clip_l').map(([name, dims]): Shape => [
    name.replace('cond_stage_model.transformer.', 'conditioner.embedders.0.transformer.'),
    dims,
  ]);
  const rest = ['unet_sdxl', 'vae_kl_f8_4ch', 'text_openclip_bigg_proj'].flatMap(published);
  return [...rest, ...first];
}

/** The picture network's part of a LoRA as kohya's scripts write it: every matrix of its attention blocks. */
function loraShapes(shapes: readonly Shape[], rank: number): Shape[] {
  return shapes.flatMap(([name, [out = 0, ...inner]]): Shape[] => {
    if (!/(?:transformer|double|single)_blocks\..*\.weight$/.test(name) || inner.length !== 1)
      return [];
    const layer = name.replace(/^model\.diffusion_model\.|\.weight$/g, '').replaceAll('.', '_');
    return [
      [`lora_unet_${layer}.lora_down.weight`, [rank, ...inner]],
      [`lora_unet_${layer}.lora_up.weight`, [out, rank]],
    ];
  });
}

/** FLUX.2 klein 4B's transformer: 7.75 GB. @param width a multiple of 256, for one with as many layers */
export function flux2Shapes(width = 3072): Shape[] {
  const [thought, head] = [3 * width, 128];
  const shapes: Shape[] = [
    ['img_in.weight', [width, 128]],
    ['txt_in.weight', [width, 2.5 * width]],
    ['time_in.in_layer.weight', [width, 256]],
    ['time_in.out_layer.weight', [width, width]],
    ['double_stream_modulation_img.lin.weight', [6 * width, width]],
    ['double_stream_modulation_txt.lin.weight', [6 * width, width]],
    ['single_stream_modulation.lin.weight', [3 * width, width]],
    ['final_layer.adaLN_modulation.1.weight', [2 * width, width]],
    ['final_layer.linear.weight', [128, width]],
  ];
  for (let block = 0; block < 5; block += 1) {
    for (const side of ['img', 'txt']) {
      const name = `double_blocks.${block}.${side}`;
      shapes.push(
        [`${name}_attn.qkv.weight`, [3 * width, width]],
        [`${name}_attn.proj.weight`, [width, width]],
        [`${name}_attn.norm.query_norm.scale`, [head]],
        [`${name}_attn.norm.key_norm.scale`, [head]],
        [`${name}_mlp.0.weight`, [2 * thought, width]],
        [`${name}_mlp.2.weight`, [width, thought]],
      );
    }
  }
  for (let block = 0; block < 20; block += 1) {
    const name = `single_blocks.${block}`;
    shapes.push(
      [`${name}.linear1.weight`, [3 * width + 2 * thought, width]],
      [`${name}.linear2.weight`, [width, width + thought]],
      [`${name}.norm.query_norm.scale`, [head]],
      [`${name}.norm.key_norm.scale`, [head]],
    );
  }
  return shapes;
}

/** Qwen3-4B: 8.0 GB. */
export function qwen3Shapes(): Shape[] {
  const [width, thought, head] = [2560, 9728, 128];
  const shapes: Shape[] = [['model.embed_tokens.weight', [151_936, width]]];
  for (let layer = 0; layer < 36; layer += 1) {
    const name = `model.layers.${layer}`;
    shapes.push(
      [`${name}.input_layernorm.weight`, [width]],
      [`${name}.post_attention_layernorm.weight`, [width]],
      [`${name}.self_attn.q_norm.weight`, [head]],
      [`${name}.self_attn.k_norm.weight`, [head]],
      [`${name}.self_attn.q_proj.weight`, [32 * head, width]],
      [`${name}.self_attn.k_proj.weight`, [8 * head, width]],
      [`${name}.self_attn.v_proj.weight`, [8 * head, width]],
      [`${name}.self_attn.o_proj.weight`, [width, 32 * head]],
      [`${name}.mlp.gate_proj.weight`, [thought, width]],
      [`${name}.mlp.up_proj.weight`, [thought, width]],
      [`${name}.mlp.down_proj.weight`, [width, thought]],
    );
  }
  return shapes;
}

/** Its autoencoder, as the 16-channel one is named, with 32 channels and the spread of its latents. */
export function flux2AutoencoderShapes(): Shape[] {
  const shapes = published('vae_kl_f8_16ch_flux_sd3').map(([name, dims]): Shape => [
    name,
    /^(?:encoder\.conv_out|decoder\.conv_in)\./.test(name)
      ? dims.map((size) => (size === 16 ? 32 : size === 32 ? 64 : size))
      : dims,
  ]);
  return [
    ...shapes,
    ['encoder.quant_conv.weight', [64, 64, 1, 1]],
    ['encoder.quant_conv.bias', [64]],
    ['decoder.post_quant_conv.weight', [32, 32, 1, 1]],
    ['decoder.post_quant_conv.bias', [32]],
    ['bn.running_mean', [128]],
    ['bn.running_var', [128]],
  ];
}

export const fullSizeFamilies = {
  sd15: (folder: string): number =>
    writeFullSize(join(folder, 'sd15.safetensors'), sd15Shapes(), 'F16'),
  sdxl: (folder: string): number =>
    writeFullSize(join(folder, 'sdxl.safetensors'), sdxlShapes(), 'F16'),
  flux2: (folder: string): number =>
    writeFullSize(join(folder, 'flux2.safetensors'), flux2Shapes(), 'BF16') +
    writeFullSize(join(folder, 'qwen3.safetensors'), qwen3Shapes(), 'BF16') +
    writeFullSize(join(folder, 'flux2-vae.safetensors'), flux2AutoencoderShapes(), 'BF16'),
} as const;
/** Writes `folder/lora.safetensors` for the picture network of a family and answers its bytes. */
export function writeFullSizeLora(folder: string, family: FullSizeFamily, rank: number): number {
  const shapes = { sd15: sd15Shapes, sdxl: sdxlShapes, flux2: flux2Shapes }[family]();
  return writeFullSize(join(folder, 'lora.safetensors'), loraShapes(shapes, rank), 'F16');
}

export type FullSizeFamily = keyof typeof fullSizeFamilies;
