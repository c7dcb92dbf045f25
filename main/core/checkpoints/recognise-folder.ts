/** From a folder in diffusers' layout to an installed checkpoint, or to why it is none. */
import * as z from 'zod';
import {
  isXlClass,
  pipelineClassOf,
  type PipelineClass,
} from '#shared/diffusers/pipeline-class.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { DiffusionFamily } from '#shared/safetensors/recognise.ts';
import type { CommunityFiles, CommunityFolder } from './community-files.port.ts';
import { defaultsOfScheduler, familyFacts, flux2Defaults } from './community-defaults.ts';
import { communitySummary } from './community-summary.ts';
import { nameOf, type InstalledCheckpoint } from './read-checkpoint.ts';

const PIXELS_PER_PLACE = 8;
const SD2_CONTEXT = 1024;
const INPAINTING_CHANNELS = 9;

const indexSchema = z.object({
  _class_name: z.string(),
  is_distilled: z.boolean().default(false).catch(false),
});
const unetSchema = z.object({
  in_channels: z.number().optional().catch(undefined),
  sample_size: z.number().int().min(8).max(256).optional().catch(undefined),
  cross_attention_dim: z.union([z.number(), z.array(z.number())]).optional(),
});
const parts = ['unet/', 'vae/', 'text_encoder/'] as const;
const readyParts = [
  'unet/model.onnx',
  'vae_decoder/model.onnx',
  'text_encoder/model.onnx',
] as const;

/** Throws `checkpoint.*`. */
export async function recogniseFolder(
  files: CommunityFiles,
  { folder, weights, graphs }: CommunityFolder,
): Promise<InstalledCheckpoint> {
  const name = nameOf(folder);
  const read = async <Content>(path: string, schema: z.ZodType<Content>): Promise<Content> => {
    const parsed = schema.safeParse(await files.readJson(folder, path));
    if (parsed.success) return parsed.data;
    const reason = 'it is missing or not as expected';
    throw new EaselError('checkpoint.damaged', { id: name, file: path, reason });
  };
  const index = await read('model_index.json', indexSchema);
  const isReady =
    readyParts.every((part) => graphs.some(({ path }) => path === part)) &&
    !weights.some(({ path }) => path.startsWith('unet/'));
  const used = (isReady ? graphs : weights).filter(({ path }) => !path.includes('safety_checker'));
  const paths = used.map(({ path }) => `${folder}/${path}`);
  const bytes = used.reduce((sum, file) => sum + file.bytes, 0);
  const checkParts = (needed: readonly string[]): void => {
    const missing = needed.find((part) => !weights.some(({ path }) => path.startsWith(part)));
    if (missing !== undefined) throw new EaselError('checkpoint.no-safetensors', { file: name });
  };
  if (index._class_name === 'Flux2KleinPipeline') {
    checkParts(['transformer/', 'vae/', 'text_encoder/']);
    const { is_distilled: isDistilled } = index;
    const summary = communitySummary({
      ...{ name, family: 'flux2', bytes, hash: await files.fingerprint(paths) },
      ...{ side: familyFacts.flux2.side, defaults: flux2Defaults(isDistilled) },
      usesNegativePrompt: !isDistilled,
    });
    const ref = { id: summary.id, folder, layout: 'diffusers', family: 'flux2' } as const;
    return { summary, folder, ref, paths };
  }
  const kind = pipelineClassOf(index._class_name);
  if (kind === undefined) {
    const family = index._class_name.replace(/Pipeline$/, '');
    throw new EaselError('checkpoint.foreign-family', { file: name, family });
  }
  if (!isReady) checkParts(parts);
  // A graph says itself what it takes; some exporters leave its configuration out.
  const hasConfig = !isReady || (await files.readJson(folder, 'unet/config.json')) !== undefined;
  const unet = hasConfig ? await read('unet/config.json', unetSchema) : {};
  const scheduler = await read(
    'scheduler/scheduler_config.json',
    z.record(z.string(), z.unknown()),
  );
  const family = familyOf(kind, unet.cross_attention_dim);
  const summary = communitySummary({
    ...{ name, family, bytes, hash: await files.fingerprint(paths) },
    side:
      unet.sample_size === undefined
        ? familyFacts[family].side
        : unet.sample_size * PIXELS_PER_PLACE,
    defaults: defaultsOfScheduler(scheduler),
    isReadyGraph: isReady,
    isInpainting: unet.in_channels === INPAINTING_CHANNELS,
  });
  return {
    summary,
    folder,
    ref: { id: summary.id, folder, layout: 'diffusers' },
    paths,
  };
}

function familyOf(
  className: PipelineClass,
  context: z.infer<typeof unetSchema>['cross_attention_dim'],
): DiffusionFamily {
  if (isXlClass(className)) return 'sdxl';
  const width = typeof context === 'number' ? context : context?.[0];
  return width === SD2_CONTEXT ? 'sd2' : 'sd1';
}
