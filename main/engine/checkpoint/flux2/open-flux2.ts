/** Opens a checkpoint of FLUX.2 klein: a diffusers folder, or a transformer and the files beside it. */
import { basename, join } from 'node:path';
import * as z from 'zod';
import { autoencoderConfigOf } from '#main/engine/checkpoint/diffusion/folder-configs.ts';
import { openNetwork, readConfig } from '#main/engine/checkpoint/diffusion/folder-files.ts';
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { inferAutoencoder } from '#main/engine/checkpoint/diffusion/infer-towers.ts';
import { networkIn, openWeightFile } from '#main/engine/checkpoint/diffusion/network-files.ts';
import { flux2Folder, flux2Original } from '#main/engine/graph/weights/layouts/flux2.ts';
import { flux2AutoencoderLayout } from '#main/engine/graph/weights/layouts/ldm-autoencoder.ts';
import { plainLayout, type Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { readQwenTokenizer, shippedQwenTokenizer } from '#main/engine/text/qwen/qwen-vocabulary.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { flux2Prefix, isDistilledName } from '#shared/safetensors/flux2.ts';
import { flux2Scheduler, type Flux2Checkpoint } from './flux2-checkpoint.ts';
import { inferFlux2, inferQwen3 } from './infer-flux2.ts';
import { readSpread } from './latent-spread.ts';

const AUTOENCODER_LEVELS = 4;

const indexSchema = z.object({
  _class_name: z.literal('Flux2KleinPipeline'),
  is_distilled: z.boolean().default(false),
});
/** What cannot be seen in the shapes. */
const transformerSchema = z.object({
  rope_theta: z.literal(2000).default(2000),
  patch_size: z.literal(1).default(1),
  guidance_embeds: z.literal(false),
});
const textSchema = z.object({
  model_type: z.literal('qwen3'),
  hidden_act: z.literal('silu').default('silu'),
  rms_norm_eps: z.number().positive().max(1).default(1e-6),
  rope_theta: z.number().positive().optional(),
  rope_parameters: z
    .object({ rope_theta: z.number().positive(), rope_type: z.literal('default') })
    .partial()
    .optional(),
});

/** Throws `checkpoint.damaged` or `checkpoint.unsupported`. */
export function openFlux2(checkpoint: CheckpointRef): Promise<Flux2Checkpoint> {
  return checkpoint.file === undefined ? openFolder(checkpoint) : openFiles(checkpoint);
}

async function openFolder({ id, folder }: CheckpointRef): Promise<Flux2Checkpoint> {
  const read = <Content>(file: string, schema: z.ZodType<Content>): Promise<Content> =>
    readConfig(id, folder, file, (content) => schema.parse(content));
  const [index, text, autoencoder, scheduler] = await Promise.all([
    read('model_index.json', indexSchema),
    read('text_encoder/config.json', textSchema),
    readConfig(id, folder, 'vae/config.json', (content) => autoencoderConfigOf(content, 'flux2')),
    read('scheduler/scheduler_config.json', z.record(z.string(), z.unknown())),
    read('transformer/config.json', transformerSchema),
  ]);
  const network = (part: string, layout: Layout): Promise<NetworkFiles> =>
    openNetwork(id, folder, part, layout);
  const own = await readQwenTokenizer(join(folder, 'tokenizer')).catch((cause: unknown) => {
    const reason = 'it is no vocabulary of Qwen';
    throw new EaselError('checkpoint.damaged', { id, file: 'tokenizer', reason }, { cause });
  });
  const parts = await openParts(id, {
    text: await network('text_encoder', plainLayout),
    transformer: await network('transformer', flux2Folder),
    autoencoder: await network('vae', plainLayout),
  });
  const theta = text.rope_parameters?.rope_theta ?? text.rope_theta ?? parts.text.config.theta;
  return {
    ...{ id, transformer: parts.transformer, scheduler, isDistilled: index.is_distilled },
    text: {
      files: parts.text.files,
      config: { ...parts.text.config, theta, epsilon: text.rms_norm_eps },
      tokenizer: own ?? (await shippedQwenTokenizer()),
    },
    autoencoder: { ...parts.autoencoder, config: autoencoder.config },
  };
}

/** The autoencoder and the text encoder are files of their own: which, the reference tells. */
async function openFiles(checkpoint: CheckpointRef): Promise<Flux2Checkpoint> {
  const { id, folder, file = '', besides } = checkpoint;
  if (besides === undefined) {
    const reason = 'its text encoder and its autoencoder are missing';
    throw new EaselError('checkpoint.unsupported', { id, file, reason });
  }
  const open = async (path: string, layout: Layout): Promise<NetworkFiles> =>
    networkIn(await openWeightFile(path, { id, file: basename(path) }), layout);
  const whole = await openWeightFile(join(folder, file), { id, file });
  const prefix = flux2Prefix(whole.header);
  const parts = await openParts(id, {
    text: await open(besides.text, plainLayout),
    transformer: networkIn(whole, flux2Original(prefix ?? ''), prefix ?? ''),
    autoencoder: await open(besides.autoencoder, flux2AutoencoderLayout(AUTOENCODER_LEVELS)),
  });
  return {
    ...{ id, ...parts, scheduler: flux2Scheduler, isDistilled: isDistilledName(file) },
    text: { ...parts.text, tokenizer: await shippedQwenTokenizer() },
  };
}

async function openParts(
  id: string,
  files: Readonly<Record<'text' | 'transformer' | 'autoencoder', NetworkFiles>>,
): Promise<
  Pick<Flux2Checkpoint, 'transformer' | 'autoencoder'> & {
    readonly text: Omit<Flux2Checkpoint['text'], 'tokenizer'>;
  }
> {
  const unknown = (part: NetworkFiles): EaselError => {
    const reason = 'it is of an unknown shape';
    return new EaselError('checkpoint.unsupported', { id, file: part.file, reason });
  };
  const text = inferQwen3(files.text.weights);
  const transformer = inferFlux2(files.transformer.weights);
  const autoencoder = inferAutoencoder(files.autoencoder.weights);
  if (text === undefined) throw unknown(files.text);
  if (transformer === undefined) throw unknown(files.transformer);
  if (autoencoder === undefined) throw unknown(files.autoencoder);
  if (text.width * text.readAfter.length !== transformer.contextWidth) {
    const reason = 'the transformer was made for another text encoder';
    throw new EaselError('checkpoint.unsupported', { id, file: files.text.file, reason });
  }
  return {
    text: { files: files.text, config: text },
    transformer: { files: files.transformer, config: transformer },
    autoencoder: {
      ...{ files: files.autoencoder, config: autoencoder },
      spread: await readSpread(files.autoencoder, id),
    },
  };
}
