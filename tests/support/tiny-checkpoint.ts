/** The tiny networks as whole checkpoints: a diffusers folder, and one file with original names. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  DiffusionCheckpoint,
  TextTower,
} from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { networkIn, openWeightFile } from '#main/engine/checkpoint/diffusion/network-files.ts';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { ldmAutoencoderLayout } from '#main/engine/graph/weights/layouts/ldm-autoencoder.ts';
import { ldmUnetLayout } from '#main/engine/graph/weights/layouts/ldm-unet.ts';
import { openClipLayout, prefixedLayout } from '#main/engine/graph/weights/layouts/clip-towers.ts';
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { golden, tinyFolder } from './tiny-diffusion.ts';
import { waveTensor } from './wave-tensor.ts';
import { writeSafetensors, type TensorToWrite } from './write-safetensors.ts';

type Kind = 'sd1' | 'sdxl';

const label = { id: 'tiny', file: 'tiny' };

function configOf(model: string): Record<string, unknown> {
  return (golden.models[model] as unknown as { config: Record<string, unknown> }).config;
}

/** A folder as the diffusers library writes it; it has no `tokenizer`. */
export function writeTinyFolder(
  folder: string,
  kind: Kind,
  scheduler: Readonly<Record<string, unknown>>,
  unet: Readonly<Record<string, unknown>> = {},
): void {
  const isXl = kind === 'sdxl';
  const parts = [
    ['unet', isXl ? 'unet_sdxl' : 'unet_sd15', 'diffusion_pytorch_model'],
    ['vae', 'vae', 'diffusion_pytorch_model'],
    ['text_encoder', 'text_clip', 'model'],
    ...(isXl ? [['text_encoder_2', 'text_proj', 'model'] as const] : []),
  ] as const;
  for (const [part, model, stem] of parts) {
    mkdirSync(join(folder, part), { recursive: true });
    const config = { ...configOf(model), ...(part === 'unet' ? unet : {}) };
    writeFileSync(join(folder, part, 'config.json'), JSON.stringify(config));
    copyFileSync(`${tinyFolder}${model}.safetensors`, join(folder, part, `${stem}.safetensors`));
  }
  mkdirSync(join(folder, 'scheduler'), { recursive: true });
  writeFileSync(join(folder, 'scheduler/scheduler_config.json'), JSON.stringify(scheduler));
  const name = isXl ? 'StableDiffusionXLPipeline' : 'StableDiffusionPipeline';
  writeFileSync(join(folder, 'model_index.json'), JSON.stringify({ _class_name: name }));
}

/** A folder whose U-Net takes nine channels, widened as make_inpaint.py does it. */
export async function writeTinyInpainting(folder: string): Promise<void> {
  writeTinyFolder(folder, 'sd1', { _class_name: 'EulerDiscreteScheduler' }, { in_channels: 9 });
  const source = `${tinyFolder}unet_sd15.safetensors`;
  const content = readFileSync(source);
  const header = await readSafetensors(source, label);
  const more = waveTensor([16, 5, 3, 3], 0.3, 0.011, 0.1).data;
  const tensors = [...header.tensors].map(([name, { dims, offset, length }]) => {
    const own = content.subarray(offset, offset + length);
    if (name !== 'conv_in.weight') return { name, type: 'F32' as const, dims, bytes: () => own };
    const rows = Array.from({ length: 16 }, (_, row) => [
      own.subarray(row * 36 * 4, (row + 1) * 36 * 4),
      Buffer.from(more.buffer, row * 45 * 4, 45 * 4),
    ]);
    return {
      name,
      type: 'F32' as const,
      dims: [16, 9, 3, 3],
      bytes: () => Buffer.concat(rows.flat()),
    };
  });
  writeSafetensors(join(folder, 'unet/diffusion_pytorch_model.safetensors'), tensors);
}

interface Place {
  readonly model: string;
  readonly prefix: string;
  readonly layout: Layout;
}

function placesOf(kind: Kind): { unet: Place; vae: Place; towers: Place[] } {
  const isXl = kind === 'sdxl';
  const first = isXl ? 'conditioner.embedders.0.transformer.' : 'cond_stage_model.transformer.';
  const second = 'conditioner.embedders.1.model.';
  return {
    unet: {
      model: isXl ? 'unet_sdxl' : 'unet_sd15',
      prefix: 'model.diffusion_model.',
      layout: ldmUnetLayout(2),
    },
    vae: {
      model: 'vae',
      prefix: 'first_stage_model.',
      layout: ldmAutoencoderLayout(4, 'first_stage_model.'),
    },
    towers: [
      { model: 'text_clip', prefix: first, layout: prefixedLayout(first) },
      ...(isXl ? [{ model: 'text_proj', prefix: second, layout: openClipLayout(second) }] : []),
    ],
  };
}

/** All tiny networks in one file, under the names of original checkpoints. */
export async function writeTinySingleFile(path: string, kind: Kind): Promise<void> {
  const { unet, vae, towers } = placesOf(kind);
  const tensors = new Map<string, TensorToWrite>();
  for (const { model, layout } of [unet, vae, ...towers]) {
    const source = `${tinyFolder}${model}.safetensors`;
    const content = readFileSync(source);
    const header = await readSafetensors(source, label);
    const bytesOf = (name: string): Uint8Array => {
      const { offset = 0, length = 0 } = header.tensors.get(name) ?? {};
      return content.subarray(offset, offset + length);
    };
    for (const [name, { dims }] of header.tensors) {
      const [original = name] = namesAskedFor(layout, name);
      const joined = /\.self_attn\.([qkv])_proj\./.exec(name);
      const isJoined = joined !== null && original.includes('in_proj');
      if (isJoined && joined[1] !== 'q') continue;
      if (isJoined) {
        const parts = ['q', 'k', 'v'].map((part) => name.replace('q_proj', `${part}_proj`));
        const bytes = (): Uint8Array => Buffer.concat(parts.map(bytesOf));
        const [rows = 0, ...rest] = dims;
        tensors.set(original, { name: original, type: 'F32', dims: [3 * rows, ...rest], bytes });
      } else if (original.endsWith('text_projection')) {
        const bytes = (): Uint8Array => turned(bytesOf(name), dims);
        tensors.set(original, { name: original, type: 'F32', dims: dims.toReversed(), bytes });
      } else {
        tensors.set(original, { name: original, type: 'F32', dims, bytes: () => bytesOf(name) });
      }
    }
  }
  writeSafetensors(path, [...tensors.values()]);
}

/** What a layout looks for, in its order. */
export function namesAskedFor(layout: Layout, name: string): string[] {
  const asked: string[] = [];
  layout(name, (wanted) => {
    asked.push(wanted);
    return undefined;
  });
  return asked;
}

function turned(bytes: Uint8Array, dims: readonly number[]): Uint8Array {
  const [rows = 1, columns = 1] = dims;
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  const out = Float32Array.from(
    values,
    (_, index) => values[(index % rows) * columns + Math.floor(index / rows)] ?? 0,
  );
  return new Uint8Array(out.buffer);
}

/**
 * A checkpoint as its folder was opened, with the weights of the single file in their place: the
 * tiny networks are too small for their configuration to be read off their shapes.
 */
export async function inSingleFile(
  path: string,
  kind: Kind,
  opened: DiffusionCheckpoint,
): Promise<DiffusionCheckpoint> {
  const file = await openWeightFile(path, label);
  const { unet, vae, towers } = placesOf(kind);
  return {
    ...opened,
    unet: { ...opened.unet, files: networkIn(file, unet.layout, unet.prefix) },
    autoencoder: { ...opened.autoencoder, files: networkIn(file, vae.layout, vae.prefix) },
    towers: towers.map(({ layout, prefix }, index) => ({
      ...(opened.towers[index] as TextTower),
      files: networkIn(file, layout, prefix),
    })),
  };
}
