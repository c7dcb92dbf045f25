/** Opens a checkpoint in the layout of the diffusers library: a folder for each network. */
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { oldDiffusersAutoencoder } from '#main/engine/graph/weights/layouts/ldm-autoencoder.ts';
import { prefixedLayout } from '#main/engine/graph/weights/layouts/clip-towers.ts';
import { plainLayout, type Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { readFolderVocabulary } from '#main/engine/text/clip/folder-vocabulary.ts';
import { shippedClipTokenizer } from '#main/engine/text/clip/shipped-vocabulary.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import {
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
import { joinedNetwork, networkIn, openWeightFile } from './network-files.ts';

const MAX_JSON_BYTES = 4 << 20;
/** Width of the text that SD 2 is told of. */
const SD2_CONTEXT = 1024;
const OPENCLIP_PAD = 0;

const shardsSchema = z.object({
  weight_map: z.record(z.string(), z.string().regex(/^[^/\\]+\.safetensors$/)),
});

/** Throws `checkpoint.damaged` or `checkpoint.unsupported`. */
export async function openDiffusersFolder({
  id,
  folder,
}: CheckpointRef): Promise<DiffusionCheckpoint> {
  const read = <Content>(file: string, parse: (content: unknown) => Content): Promise<Content> =>
    readConfig(id, folder, file, parse);
  const index = await read('model_index.json', (content) => modelIndexSchema.parse(content));
  const isXl = index._class_name === 'StableDiffusionXLPipeline';
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
    autoencoder: {
      files: await network('vae', oldDiffusersAutoencoder),
      config: autoencoder.config,
      scalingFactor: autoencoder.scalingFactor ?? scalingFactors[family],
    },
    scheduler,
    isEmptyNegativeZero: isXl && (index.force_zeros_for_empty_prompt ?? true),
  };
}

async function readConfig<Content>(
  id: string,
  folder: string,
  file: string,
  parse: (content: unknown) => Content,
): Promise<Content> {
  const path = join(folder, file);
  const info = await stat(path).catch(() => undefined);
  if (info === undefined || info.size > MAX_JSON_BYTES) {
    const reason = info === undefined ? 'the file is missing' : 'the file is too large';
    throw new EaselError('checkpoint.damaged', { id, file, reason });
  }
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new EaselError('checkpoint.damaged', { id, file, reason: 'it is not JSON' }, { cause });
  }
  try {
    return parse(content);
  } catch (cause) {
    const where = cause instanceof z.ZodError ? cause.issues[0]?.path.join('.') : undefined;
    const reason = `“${where ?? ''}” is of a kind that is not known`;
    throw new EaselError('checkpoint.unsupported', { id, file, reason }, { cause });
  }
}

/** Names of weight files, in the order they are looked for. */
function namesIn(part: string): readonly string[] {
  const stem = part.startsWith('text_encoder') ? 'model' : 'diffusion_pytorch_model';
  return [`${stem}.safetensors`, `${stem}.fp16.safetensors`];
}

async function openNetwork(
  id: string,
  folder: string,
  part: string,
  layout: Layout,
): Promise<NetworkFiles> {
  const [whole = ''] = namesIn(part);
  const open = async (file: string): Promise<NetworkFiles> =>
    networkIn(
      await openWeightFile(join(folder, part, file), { id, file: `${part}/${file}` }),
      layout,
    );
  for (const name of namesIn(part)) {
    if ((await stat(join(folder, part, name)).catch(() => undefined))?.isFile() === true) {
      return open(name);
    }
    const index = `${part}/${basename(name, '.safetensors')}.safetensors.index.json`;
    if ((await stat(join(folder, index)).catch(() => undefined))?.isFile() === true) {
      const shards = await readConfig(id, folder, index, (content) => shardsSchema.parse(content));
      const files = [...new Set(Object.values(shards.weight_map))];
      return joinedNetwork(await Promise.all(files.toSorted().map(open)));
    }
  }
  const reason = 'there is no .safetensors file; pickled weights are not opened';
  throw new EaselError('checkpoint.unsupported', { id, file: `${part}/${whole}`, reason });
}
