/**
 * IP-Adapter (Ye et al. 2023) as its file describes itself: a projection of a picture's embedding to
 * tokens, and matrices that make keys and values of them for the attentions of a U-Net.
 */
import type { SafetensorsHeader } from './header.ts';

/**
 * `plain`: a linear projection of one embedding.
 * `resampler`: Plus, whose tokens come of all the patches of a picture.
 * `face`: FaceID and Full Face, which look at a face with another network or another projection.
 */
type IpAdapterKind = 'plain' | 'resampler' | 'face';

export interface IpAdapterFacts {
  readonly kind: IpAdapterKind;
  /** Of the U-Nets that it was made for; absent where the width is that of no known family. */
  readonly family?: 'sd1' | 'sd2' | 'sdxl';
  /** Width of a text token of these. */
  readonly contextWidth: number;
  /** Numbers of the embedding of a picture; 0 for other kinds than `plain`. */
  readonly embedWidth: number;
  /** That a picture becomes; 0 for other kinds than `plain`. */
  readonly tokens: number;
}

const LOOK = /^ip_adapter\.\d+\.to_k_ip\.weight$/;
const families: Readonly<Record<number, IpAdapterFacts['family']>> = {
  ...{ 768: 'sd1', 1024: 'sd2', 2048: 'sdxl' },
};
/** Repositories of the CLIPs that published adapters were taught with, by the width of an embedding. */
const encoders: Readonly<Record<number, string>> = {
  1024: 'laion/CLIP-ViT-H-14-laion2B-s32B-b79K',
  1280: 'laion/CLIP-ViT-bigG-14-laion2B-39B-b160k',
};

/** Undefined where a file is no IP-Adapter. */
export function readIpAdapter({
  tensors,
}: Pick<SafetensorsHeader, 'tensors'>): IpAdapterFacts | undefined {
  const look = [...tensors.keys()].find((name) => LOOK.test(name));
  const contextWidth = look === undefined ? undefined : tensors.get(look)?.dims[1];
  if (contextWidth === undefined) return undefined;
  const family = families[contextWidth];
  const known = { contextWidth, ...(family === undefined ? {} : { family }) };
  const other = { ...known, embedWidth: 0, tokens: 0 };
  const names = [...tensors.keys()];
  // The faces' attentions are changed by low-rank pairs, or their projection has several layers.
  if (
    names.some((name) => /\.to_[qkvo]\w*_lora\./.test(name) || /^image_proj\.proj\.\d/.test(name))
  ) {
    return { kind: 'face', ...other };
  }
  const [rows = 0, embedWidth = 0] = tensors.get('image_proj.proj.weight')?.dims ?? [];
  const isPlain = tensors.has('image_proj.norm.weight') && embedWidth > 0;
  if (!isPlain || rows % contextWidth !== 0) return { kind: 'resampler', ...other };
  return { kind: 'plain', ...known, embedWidth, tokens: rows / contextWidth };
}

/** The repository of the CLIP that looks at pictures for an adapter; `–` where none is known. */
export function encoderFor(embedWidth: number): string {
  return encoders[embedWidth] ?? '–';
}
