/**
 * A checkpoint of the Stable Diffusion line with a U-Net of two levels, small enough to be taught in
 * moments; its other networks are the tiny ones.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { writeTinyFolder } from './tiny-checkpoint.ts';
import { writeSafetensors, type TensorToWrite } from './write-safetensors.ts';

/** Channels everywhere, of the time and of the text. */
const [WIDTH, TIME, CONTEXT] = [16, 64, 32];

/** A folder as the diffusers library writes it. */
export function writeMicroFolder(
  folder: string,
  scheduler: Readonly<Record<string, unknown>>,
  { isHalf = false } = {},
): void {
  writeTinyFolder(folder, 'sd1', scheduler);
  const path = join(folder, 'unet/config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const changes = {
    ...{ block_out_channels: [WIDTH, WIDTH], layers_per_block: 1 },
    down_block_types: ['CrossAttnDownBlock2D', 'DownBlock2D'],
    up_block_types: ['UpBlock2D', 'CrossAttnUpBlock2D'],
  };
  writeFileSync(path, JSON.stringify({ ...config, ...changes }));
  writeSafetensors(join(folder, 'unet/diffusion_pytorch_model.safetensors'), tensors(isHalf));
}

function tensors(isHalf: boolean): TensorToWrite[] {
  const random = new TorchRandom(11);
  const list: TensorToWrite[] = [];
  const add = (name: string, ...dims: number[]): void => {
    const count = dims.reduce((product, size) => product * size, 1);
    const inner = dims.slice(1).reduce((product, size) => product * size, 1);
    const isScale = dims.length === 1 && name.endsWith('.weight');
    const values = random
      .normal(count)
      .map((value) => (isScale ? 1 + value / 20 : value / Math.sqrt(2 * inner)));
    const stored = isHalf ? Float16Array.from(values) : values;
    const bytes = (): Uint8Array => new Uint8Array(stored.buffer);
    list.push({ name, type: isHalf ? 'F16' : 'F32', dims, bytes });
  };
  const layer = (name: string, ...dims: number[]): void => {
    add(`${name}.weight`, ...dims);
    add(`${name}.bias`, dims[0]!);
  };
  const resnet = (name: string, from: number): void => {
    layer(`${name}.norm1`, from);
    layer(`${name}.conv1`, WIDTH, from, 3, 3);
    layer(`${name}.time_emb_proj`, WIDTH, TIME);
    layer(`${name}.norm2`, WIDTH);
    layer(`${name}.conv2`, WIDTH, WIDTH, 3, 3);
    if (from !== WIDTH) layer(`${name}.conv_shortcut`, WIDTH, from, 1, 1);
  };
  const transformer = (name: string): void => {
    const block = `${name}.transformer_blocks.0`;
    layer(`${name}.norm`, WIDTH);
    layer(`${name}.proj_in`, WIDTH, WIDTH, 1, 1);
    for (const part of ['norm1', 'norm2', 'norm3']) layer(`${block}.${part}`, WIDTH);
    for (const [part, seen] of [
      ['attn1', WIDTH],
      ['attn2', CONTEXT],
    ] as const) {
      add(`${block}.${part}.to_q.weight`, WIDTH, WIDTH);
      add(`${block}.${part}.to_k.weight`, WIDTH, seen);
      add(`${block}.${part}.to_v.weight`, WIDTH, seen);
      layer(`${block}.${part}.to_out.0`, WIDTH, WIDTH);
    }
    layer(`${block}.ff.net.0.proj`, 8 * WIDTH, WIDTH);
    layer(`${block}.ff.net.2`, WIDTH, 4 * WIDTH);
    layer(`${name}.proj_out`, WIDTH, WIDTH, 1, 1);
  };

  layer('conv_in', WIDTH, 4, 3, 3);
  layer('time_embedding.linear_1', TIME, WIDTH);
  layer('time_embedding.linear_2', TIME, TIME);
  resnet('down_blocks.0.resnets.0', WIDTH);
  transformer('down_blocks.0.attentions.0');
  layer('down_blocks.0.downsamplers.0.conv', WIDTH, WIDTH, 3, 3);
  resnet('down_blocks.1.resnets.0', WIDTH);
  resnet('mid_block.resnets.0', WIDTH);
  transformer('mid_block.attentions.0');
  resnet('mid_block.resnets.1', WIDTH);
  for (const step of [0, 1]) resnet(`up_blocks.0.resnets.${step}`, 2 * WIDTH);
  layer('up_blocks.0.upsamplers.0.conv', WIDTH, WIDTH, 3, 3);
  for (const step of [0, 1]) {
    resnet(`up_blocks.1.resnets.${step}`, 2 * WIDTH);
    transformer(`up_blocks.1.attentions.${step}`);
  }
  layer('conv_norm_out', WIDTH);
  layer('conv_out', 4, WIDTH, 3, 3);
  return list;
}
