/** Opens a checkpoint in the layout of the diffusers library: a folder for each network. */
import { join } from 'node:path';
import * as z from 'zod';
import { oldDiffusersAutoencoder } from '#main/engine/graph/weights/layouts/ldm-autoencoder.ts';
import { prefixedLayout } from '#main/engine/graph/weights/layouts/clip-towers.ts';
import { plainLayout, type Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { readFolderVocabulary } from '#main/engine/text/clip/folder-vocabulary.ts';
import { shippedClipTokenizer } from '#main/engine/text/clip/shipped-vocabulary.ts';
import { isXlClass } from '#shared/diffusers/pipeline-class.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import {
  INPAINTING_CHANNELS,
  scalingFactors,
  type DiffusionCheckpoint,
  type NetworkFiles,
  type TextTower,
} from './diffusion-checkpoint.ts';
import {
  autoencoderConfigOf,
  modelIndexSchema,
  textTowerConfigOf,
  unetConfigOf,
} from './folder-configs.ts';
import { openNetwork, readConfig } from './folder-files.ts';
import { isReadyFolder, openReadyFolder } from './open-ready-folder.ts';

/** Width of the text that SD 2 is told of. */
const SD2_CONTEXT = 1024;
const OPENCLIP_PAD = 0;

/** Throws `checkpoint.damaged` or `checkpoint.unsupported`. */
export async function openDiffusersFolder(ref: CheckpointRef): Promise<DiffusionCheckpoint> {
  const { id, folder } = ref;
  if (await isReadyFolder(folder)) return openReadyFolder(ref);
  const read = <Content>(file: string, parse: (content: unknown) => Content): Promise<Content> =>
    readConfig(id, folder, file, parse);
  const index = await read('model_index.json', (content) => modelIndexSchema.parse(content));
  const isXl = isXlClass(index._class_name);
  const [unetConfig, autoencoder, scheduler] = await Promise.all([
    read('unet/config.json', unetConfigOf),
    read('vae/config.json', autoencoderConfigOf),
    read('scheduler/scheduler_config.json', (content) =>
      z.record(z.string(), z.unknown()).parse(content),
    ),
  ]);
  const family = isXl ? 'sdxl' : unetConfig.contextWidth === SD2_CONTEXT ? 'sd2' : 'sd1';
  const network = (part: string, layout: Layout): Promise<NetworkFiles> =>
    openNetwork(id, folder, part, layout);
  const tower = async (suffix: string): Promise<TextTower> => {
    const config = await read(`text_encoder${suffix}/config.json`, textTowerConfigOf);
    const files = await network(`text_encoder${suffix}`, prefixedLayout(''));
    const [tokens] = files.weights.find('text_model.embeddings.token_embedding.weight')?.dims ?? [];
    const place = `tokenizer${suffix}`;
    const own = await readFolderVocabulary(join(folder, place)).catch((cause: unknown) => {
      const reason = 'it is no vocabulary of CLIP';
      throw new EaselError('checkpoint.damaged', { id, file: place, reason }, { cause });
    });
    const tokenizer = own?.tokenizer ?? (await shippedClipTokenizer(tokens));
    return {
      files,
      config: isXl ? { ...config, skippedLayers: 1, isNormalised: false } : config,
      tokenizer,
      padId: own?.padId ?? (config.activation === 'gelu' ? OPENCLIP_PAD : tokenizer.endId),
    };
  };
  return {
    id,
    family,
    towers: await Promise.all(isXl ? [tower(''), tower('_2')] : [tower('')]),
    unet: { files: await network('unet', plainLayout), config: unetConfig },
    isInpainting: unetConfig.inChannels === INPAINTING_CHANNELS,
    autoencoder: {
      files: await network('vae', oldDiffusersAutoencoder),
      config: autoencoder.config,
      scalingFactor: autoencoder.scalingFactor ?? scalingFactors[family],
    },
    scheduler,
    isEmptyNegativeZero: isXl && (index.force_zeros_for_empty_prompt ?? true),
  };
}
