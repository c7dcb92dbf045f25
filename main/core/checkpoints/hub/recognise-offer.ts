/** What a repository's weights are, from the few bytes that say so: before gigabytes are fetched. */
import * as z from 'zod';
import type { HubOffer } from '#shared/domain/addition.ts';
import { ClipFault, type ClipFamily } from '#shared/clip/description.ts';
import { describeClip } from '#shared/clip/describe-clip.ts';
import { isPictureTower } from '#shared/clip/picture-tower.ts';
import { pipelineClassOf } from '#shared/diffusers/pipeline-class.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { HEADER_PREFIX_BYTES, headerLength, parseHeader } from '#shared/safetensors/header.ts';
import { recognise } from '#shared/safetensors/recognise.ts';
import type { Hub, HubPlace, HubRepository } from './hub.port.ts';
import { isWeights } from './safe-files.ts';
import type { Selection } from './select-files.ts';

/** Real headers have some hundred kilobytes. */
const MAX_HEADER_BYTES = 8 << 20;
const MAX_INDEX_BYTES = 1 << 20;

type Verdict = Pick<HubOffer, 'kind' | 'family'>;

const indexSchema = z.object({ _class_name: z.string().max(100) });
const classes: Readonly<Record<string, string>> = {
  StableDiffusionPipeline: 'Stable Diffusion',
  StableDiffusionXLPipeline: 'SDXL',
  LatentConsistencyModelPipeline: 'LCM',
  StableDiffusionInpaintPipeline: 'Stable Diffusion Inpainting',
  StableDiffusionXLInpaintPipeline: 'SDXL Inpainting',
  Flux2KleinPipeline: 'FLUX.2 klein',
};
const families: Readonly<Record<string, string>> = {
  sd1: 'SD 1',
  sd2: 'SD 2',
  sdxl: 'SDXL',
  'sdxl-refiner': 'SDXL Refiner',
  sd3: 'SD 3',
  flux: 'FLUX.1',
  flux2: 'FLUX.2 klein',
  'flux2-dev': 'FLUX.2 [dev]',
  pix2pix: 'InstructPix2Pix',
};

const clipFamilies: Readonly<Record<ClipFamily, string>> = {
  clip: 'CLIP',
  openclip: 'OpenCLIP',
  siglip: 'SigLIP',
};

/** Never throws but for a cancellation: what cannot be read stays unknown. */
export async function recogniseOffer(
  hub: Hub,
  { repository, commit }: HubRepository,
  { shape, files }: Selection<{ readonly path: string; readonly bytes: number }>,
  signal?: AbortSignal,
): Promise<Verdict> {
  const place = (path: string): HubPlace => ({ repository, commit, path });
  try {
    if (shape === 'diffusers') {
      const bytes = await readBytes(hub, place('model_index.json'), 0, MAX_INDEX_BYTES, signal);
      const { _class_name: name } = indexSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      const family = classes[pipelineClassOf(name) ?? name];
      return family === undefined
        ? { kind: 'foreign', family: name.replace(/Pipeline$/, '') }
        : { kind: 'checkpoint', family };
    }
    const clip = shape === 'model' ? await readClip(hub, place, files, signal) : undefined;
    if (clip !== undefined) return clip;
    const file = files.find(({ path }) => isWeights(path));
    if (file === undefined || !/\.safetensors$/i.test(file.path)) return { kind: 'unknown' };
    return await readVerdict(hub, place(file.path), file.bytes, signal);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { kind: 'unknown' };
  }
}

/** Undefined where the small files speak of no CLIP. */
async function readClip(
  hub: Hub,
  place: (path: string) => HubPlace,
  files: readonly { readonly path: string; readonly bytes: number }[],
  signal?: AbortSignal,
): Promise<Verdict | undefined> {
  const read = async (path: string): Promise<unknown> => {
    const file = files.find((one) => one.path === path);
    if (file === undefined || file.bytes > MAX_INDEX_BYTES) return undefined;
    const bytes = await readBytes(hub, place(path), 0, file.bytes, signal);
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  };
  const small = {
    config: await read('config.json'),
    preprocessor: await read('preprocessor_config.json'),
    openClip: await read('open_clip_config.json'),
  };
  if (isPictureTower(small.config)) return { kind: 'style' };
  try {
    const described = describeClip(small);
    return described && { kind: 'clip', family: clipFamilies[described.family] };
  } catch (error) {
    if (error instanceof ClipFault) return { kind: 'foreign', family: `CLIP (${error.message})` };
    throw error;
  }
}

async function readVerdict(
  hub: Hub,
  place: HubPlace,
  fileBytes: number,
  signal?: AbortSignal,
): Promise<Verdict> {
  const prefix = await readBytes(hub, place, 0, HEADER_PREFIX_BYTES, signal);
  const length = headerLength(prefix, fileBytes);
  if (length > MAX_HEADER_BYTES) return { kind: 'unknown' };
  const json = await readBytes(hub, place, HEADER_PREFIX_BYTES, length, signal);
  const found = recognise(parseHeader(json, fileBytes));
  switch (found.kind) {
    case 'checkpoint':
    case 'transformer':
      return { kind: 'checkpoint', family: families[found.family] };
    case 'foreign-checkpoint':
      return { kind: 'foreign', family: families[found.family] };
    case 'lora':
      return { kind: 'lora' };
    case 'ip-adapter':
      return { kind: found.isUsable ? 'style' : 'foreign', family: 'IP-Adapter' };
    case 'preview-decoder':
      return { kind: 'preview' };
    case 'autoencoder':
    case 'part':
      return { kind: 'part' };
    case 'unknown':
      return { kind: 'unknown' };
  }
}

async function readBytes(
  hub: Hub,
  place: HubPlace,
  from: number,
  bytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const content = await hub.read(place, { from, bytes }, signal);
  const wanted = new Uint8Array(bytes);
  let at = content.from;
  let filled = 0;
  for await (const chunk of content.chunks) {
    const piece = chunk.subarray(Math.max(0, from - at)).subarray(0, bytes - filled);
    wanted.set(piece, filled);
    filled += piece.length;
    at += chunk.length;
    if (filled === bytes) break;
  }
  return wanted.subarray(0, filled);
}
