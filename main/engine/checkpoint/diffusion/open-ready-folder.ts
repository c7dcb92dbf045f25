/**
 * Opens a folder in diffusers' layout whose networks are ready ONNX graphs. What a graph computes is not
 * asked for; how many layers a text tower has, only where its configuration lies beside it.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readFolderVocabulary } from '#main/engine/text/clip/folder-vocabulary.ts';
import { shippedClipTokenizer } from '#main/engine/text/clip/shipped-vocabulary.ts';
import type { WeightSource } from '#main/engine/graph/weights/weight-source.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { isXlClass } from '#shared/diffusers/pipeline-class.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import {
  INPAINTING_CHANNELS,
  scalingFactors,
  type DiffusionCheckpoint,
  type NetworkFiles,
  type TextTower,
} from './diffusion-checkpoint.ts';
import { autoencoderConfigOf, textTowerConfigOf } from './folder-configs.ts';
import { readConfig } from './folder-files.ts';
import * as z from 'zod';

/** Numbers lie in the file itself or beside it, by names that exporters use. */
const BESIDE = ['model.onnx_data', 'model.onnx.data', 'weights.pb'];
/** The runtime keeps a packed copy of most weights, and widens half precision. */
const MEMORY_PER_FILE_BYTE = 3;
const BYTES_PER_NUMBER = 4;
const SD2_WIDTH = 1024;
/** What a ready text graph reads, where its configuration is missing. */
const usualTower = { hidden_size: 768 };

const noWeights: WeightSource = { find: () => undefined };

/** Whether the U-Net of a folder is a ready graph, and only that. */
export async function isReadyFolder(folder: string): Promise<boolean> {
  const names = await readdir(join(folder, 'unet')).catch((): string[] => []);
  return names.includes('model.onnx') && !names.some((name) => name.endsWith('.safetensors'));
}

/** Throws `checkpoint.damaged` or `checkpoint.unsupported`. */
export async function openReadyFolder({ id, folder }: CheckpointRef): Promise<DiffusionCheckpoint> {
  const read = <Content>(file: string, parse: (content: unknown) => Content): Promise<Content> =>
    readConfig(id, folder, file, parse);
  const optional = async <Content>(
    file: string,
    parse: (content: unknown) => Content,
  ): Promise<Content | undefined> =>
    (await isFile(join(folder, file))) ? read(file, parse) : undefined;
  const index = await read('model_index.json', (content) => indexSchema.parse(content));
  const isXl = isXlClass(index._class_name);
  const unet = await optional('unet/config.json', (content) => channelsSchema.parse(content));
  const graph = (part: string): Promise<NetworkFiles> => openGraph(id, folder, part);

  const tower = async (suffix: string): Promise<TextTower> => {
    const part = `text_encoder${suffix}`;
    const config =
      (await optional(`${part}/config.json`, textTowerConfigOf)) ?? textTowerConfigOf(usualTower);
    const own = await readFolderVocabulary(join(folder, `tokenizer${suffix}`)).catch(
      (cause: unknown) => {
        const reason = 'it is no vocabulary of CLIP';
        throw new EaselError(
          'checkpoint.damaged',
          { id, file: `tokenizer${suffix}`, reason },
          { cause },
        );
      },
    );
    const words = await optional(`${part}/config.json`, (content) => wordsSchema.parse(content));
    const tokenizer = own?.tokenizer ?? (await shippedClipTokenizer(words?.vocab_size));
    return {
      files: await graph(part),
      config: isXl ? { ...config, skippedLayers: 1, isNormalised: false } : config,
      tokenizer,
      padId: own?.padId ?? (config.activation === 'gelu' ? 0 : tokenizer.endId),
    };
  };
  const towers = await Promise.all(isXl ? [tower(''), tower('_2')] : [tower('')]);
  const family = isXl ? 'sdxl' : towers[0]?.config.width === SD2_WIDTH ? 'sd2' : 'sd1';
  const autoencoder =
    (await optional('vae_decoder/config.json', autoencoderConfigOf)) ??
    (await optional('vae/config.json', autoencoderConfigOf));
  return {
    ...{ id, family, towers },
    unet: { files: await graph('unet'), config: undefined },
    isInpainting: unet?.in_channels === INPAINTING_CHANNELS,
    autoencoder: {
      files: await graph('vae_decoder'),
      encoderFiles: await graph('vae_encoder'),
      config: autoencoder?.config ?? autoencoderConfigOf({ block_out_channels: [128] }).config,
      scalingFactor: autoencoder?.scalingFactor ?? scalingFactors[family],
    },
    scheduler: await read('scheduler/scheduler_config.json', (content) =>
      z.record(z.string(), z.unknown()).parse(content),
    ),
    isEmptyNegativeZero: isXl && (index.force_zeros_for_empty_prompt ?? true),
  };
}

const wordsSchema = z.object({ vocab_size: z.number().int().min(514).optional() });

const channelsSchema = z.object({ in_channels: z.number().optional() });

const indexSchema = z.object({
  _class_name: z.string(),
  force_zeros_for_empty_prompt: z.boolean().optional(),
});

/** A file that is not there is missed when it is needed: not everybody begins with a picture. */
async function openGraph(id: string, folder: string, part: string): Promise<NetworkFiles> {
  const file = `${part}/model.onnx`;
  const place = join(folder, part);
  const path = await realpath(join(place, 'model.onnx')).catch(() => join(place, 'model.onnx'));
  const infos = await Promise.all(
    [path, ...BESIDE.map((name) => join(place, name))].map((one) =>
      stat(one).catch(() => undefined),
    ),
  );
  const bytes = infos.reduce((sum, info) => sum + (info?.size ?? 0), 0);
  const elements = Math.ceil((bytes * MEMORY_PER_FILE_BYTE) / BYTES_PER_NUMBER);
  return {
    weights: noWeights,
    folder: place,
    file,
    key: `${path} ${bytes} ${infos[0]?.mtimeMs ?? ''}`,
    // The runtime reads it whole, so the whole is what it takes in either way.
    ...{ bytes: BYTES_PER_NUMBER * elements, elements, largest: elements },
    readyGraph: path,
  };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
