/**
 * What a LoRA file holds, from the names and shapes in its header: low-rank changes
 * W + scale × up · down (Hu et al. 2021) for layers of a picture network and its text towers. Read
 * are the names that kohya's scripts, diffusers and PEFT write, those of older versions included.
 */
import type { SafetensorsEntry, SafetensorsHeader } from './header.ts';
import type { DiffusionFamily, PictureFamily } from './recognise.ts';

/** The network that a change is for; `text_2` is the second tower of SDXL. */
export type LoraPart = 'unet' | 'text' | 'text_2';

export interface LoraSite {
  readonly part: LoraPart;
  /** The layer's name with underscores for dots: kohya's names keep no more than that. */
  readonly layer: string;
  /** As the file calls it. */
  readonly written: string;
  /** [rank, in, …]. */
  readonly down: SafetensorsEntry;
  /** [out, rank, …]. */
  readonly up: SafetensorsEntry;
  /** [rank, rank, height, width]: the kernel of a convolution that was taken apart. */
  readonly mid?: SafetensorsEntry;
  /** One number: the change is scaled by alpha / rank. Without it the scale is 1. */
  readonly alpha?: SafetensorsEntry;
}

export interface LoraContent {
  readonly sites: readonly LoraSite[];
  /** Tensors that are no low-rank change, or for none of the networks. */
  readonly leftOver: readonly string[];
  /** Where names, shapes or metadata tell; absent also for networks that Easel does not know. */
  readonly family?: PictureFamily;
  /** Words that call up what it was taught, best first. */
  readonly triggerWords: readonly string[];
}

type Role = 'down' | 'up' | 'mid' | 'alpha';

const ROLES: readonly (readonly [pattern: RegExp, role: (word: string) => Role])[] = [
  [/^(.+)\.lora_(down|up|mid)\.weight$/, (word) => word as Role],
  [/^(.+)\.lora_(A|B)(?:\.default)?\.weight$/, (word) => (word === 'A' ? 'down' : 'up')],
  [/^(.+)\.lora(?:_linear_layer)?\.(down|up)\.weight$/, (word) => word as Role],
  [/^(.+)_lora\.(down|up)\.weight$/, (word) => word as Role],
  [/^(.+)\.(alpha)$/, () => 'alpha'],
];

/** Longer prefixes first: the first that fits decides. */
const PARTS: readonly (readonly [pattern: RegExp, part: LoraPart])[] = [
  [/^lora_unet_/, 'unet'],
  [/^lora_te2_/, 'text_2'],
  [/^lora_te1?_/, 'text'],
  [/^(?:base_model\.model\.)?unet\./, 'unet'],
  [/^(?:base_model\.model\.)?text_encoder_2\./, 'text_2'],
  [/^(?:base_model\.model\.)?text_encoder\./, 'text'],
  [/^(?:base_model\.model\.)?(?:transformer|diffusion_model)\./, 'unet'],
  // Files of the picture network alone leave its name out.
  [
    /^(?:base_model\.model\.)?(?=(?:down_blocks|mid_block|up_blocks|conv_in|conv_out|(?:double|single)_blocks)\.)/,
    'unet',
  ],
];

/** Never throws. */
export function readLora({ tensors, metadata }: SafetensorsHeader): LoraContent {
  const found = new Map<string, Partial<Record<Role, SafetensorsEntry>>>();
  const leftOver: string[] = [];
  for (const [name, entry] of tensors) {
    const told = roleOf(name);
    if (told === undefined) leftOver.push(name);
    else found.set(told.written, { ...found.get(told.written), [told.role]: entry });
  }
  const sites: LoraSite[] = [];
  for (const [written, { down, up, mid, alpha }] of found) {
    const place = placeOf(written);
    if (place === undefined || down === undefined || up === undefined) leftOver.push(written);
    else sites.push({ ...place, written, down, up, mid, alpha });
  }
  const family = familyOf(sites, metadata);
  const triggerWords = triggerWordsOf(metadata);
  return { sites, leftOver, triggerWords, ...(family === undefined ? {} : { family }) };
}

/** A layer's name as it is compared: dots and underscores are one. */
export function flatLayer(name: string): string {
  return name.replaceAll('.', '_');
}

function roleOf(name: string): { readonly written: string; readonly role: Role } | undefined {
  for (const [pattern, role] of ROLES) {
    const [, written, word = ''] = pattern.exec(name) ?? [];
    if (written !== undefined) return { written, role: role(word) };
  }
  return undefined;
}

function placeOf(written: string): Pick<LoraSite, 'part' | 'layer'> | undefined {
  for (const [pattern, part] of PARTS) {
    if (!pattern.test(written)) continue;
    const name = written.replace(pattern, '').replace('.processor.', '.');
    return {
      part,
      layer: flatLayer(part === 'unet' ? name.replace(/\.to_out$/, '.to_out.0') : ofTower(name)),
    };
  }
  return undefined;
}

/** Old versions called the matrices of a text tower as those of the picture network. */
function ofTower(name: string): string {
  return name
    .replace(/\.self_attn\.to_([qkv])$/, '.self_attn.$1_proj')
    .replace(/\.self_attn\.to_out$/, '.self_attn.out_proj');
}

const FAMILY_OF_CONTEXT: Readonly<Record<number, DiffusionFamily>> = {
  768: 'sd1',
  1024: 'sd2',
  2048: 'sdxl',
};

function familyOf(
  sites: readonly LoraSite[],
  metadata: SafetensorsHeader['metadata'],
): PictureFamily | undefined {
  if (sites.length === 0) return undefined;
  // FLUX.2 alone has its single blocks' products in one matrix by that name.
  if (sites.some(({ layer }) => layer.endsWith('attn_to_qkv_mlp_proj'))) return 'flux2';
  const looksAtText = sites.find(({ layer }) => layer.endsWith('attn2_to_k'));
  const byWidth = FAMILY_OF_CONTEXT[looksAtText?.down.dims[1] ?? 0];
  if (byWidth !== undefined) return byWidth;
  if (sites.some(({ part }) => part === 'text_2')) return 'sdxl';
  const said = `${metadata['modelspec.architecture'] ?? ''} ${metadata['ss_base_model_version'] ?? ''}`;
  if (/flux[._-]?2/.test(said)) return 'flux2';
  if (/stable-diffusion-xl|sdxl/.test(said)) return 'sdxl';
  if (/stable-diffusion-v2|sd_v2/.test(said)) return 'sd2';
  return /stable-diffusion-v1|sd_v1/.test(said) ? 'sd1' : undefined;
}

const MAX_WORDS = 12;
const MAX_WORD_LENGTH = 100;
const MAX_METADATA_LENGTH = 4_000_000;

/**
 * As its author names them, else the tags that its training pictures had most often.
 */
function triggerWordsOf(metadata: SafetensorsHeader['metadata']): string[] {
  const named = metadata['modelspec.trigger_phrase'] ?? '';
  const words = named === '' ? frequentTags(metadata['ss_tag_frequency'] ?? '') : named.split(',');
  const clean = words.map((word) => word.trim()).filter((word) => word !== '');
  return [...new Set(clean)].slice(0, MAX_WORDS).map((word) => word.slice(0, MAX_WORD_LENGTH));
}

/** @param json how often each tag occurs, for each folder of training pictures */
function frequentTags(json: string): string[] {
  if (json.length > MAX_METADATA_LENGTH) return [];
  const counts = new Map<string, number>();
  for (const tags of Object.values(objectIn(json))) {
    if (typeof tags !== 'object' || tags === null) continue;
    for (const [tag, count] of Object.entries(tags)) {
      if (typeof count === 'number') counts.set(tag, (counts.get(tag) ?? 0) + count);
    }
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([tag]) => tag);
}

function objectIn(json: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(json);
    return typeof content === 'object' && content !== null ? { ...content } : {};
  } catch {
    return {};
  }
}
