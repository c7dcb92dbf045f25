/** Decoded pictures as they are: as many bits, and in the colour space of the file. */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { MAX_PIXELS } from '#shared/domain/size.ts';
import type { Samples } from '#shared/numeric/tone.ts';

/** Straight RGBA [height, width, 4]. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Samples;
  /** 255 or 65535. */
  readonly most: number;
}

export interface OpenedPicture extends RawPicture {
  readonly hasAlpha: boolean;
  /** Of its RGB space; absent where that is sRGB by itself, or where it was converted to sRGB. */
  readonly profile?: Buffer;
}

/** Where an ICC profile says which colours it is of (ICC.1:2022, 7.2). */
const COLOUR_SPACE_AT = 16;

/**
 * The first frame, upright. RGB stays in its own space with its profile; CMYK, grey and others are
 * converted to sRGB by theirs.
 */
export async function openRaw(path: string): Promise<OpenedPicture> {
  const facts = await sharp(path, { limitInputPixels: false }).metadata();
  const profile = profileOf(facts);
  const isDeep = facts.depth === 'ushort';
  const source = sharp(path, { limitInputPixels: MAX_PIXELS, ignoreIcc: profile !== undefined })
    .autoOrient()
    .toColourspace(isDeep ? 'rgb16' : 'srgb')
    .ensureAlpha();
  const picture = await toRaw(source, isDeep);
  return { ...picture, hasAlpha: facts.hasAlpha, ...(profile === undefined ? {} : { profile }) };
}

/** The ICC profile of an RGB file; undefined where it has none, or is of other colours. */
export function profileOf({ icc }: Pick<Metadata, 'icc'>): Buffer | undefined {
  const space = icc?.toString('latin1', COLOUR_SPACE_AT, COLOUR_SPACE_AT + 4);
  return space === 'RGB ' ? icc : undefined;
}

type Facts = Pick<Metadata, 'icc' | 'depth'>;

/** libvips brings RGB of sixteen bits with a profile to Display P3, and leaves it there unasked. */
function staysWide(facts: Facts): boolean {
  return facts.depth === 'ushort' && profileOf(facts) !== undefined;
}

/** @param source of a file with these facts; what comes of it is in sRGB, of as many bits */
export function sentToSrgb(source: Sharp, facts: Facts): Sharp {
  return staysWide(facts) ? source.toColourspace('rgb16').withIccProfile('srgb') : source;
}

/** In sRGB, eight bits. */
export async function toSrgb(source: Sharp, facts: Facts): Promise<RawPicture> {
  if (!staysWide(facts)) return toRaw(source.toColourspace('srgb').ensureAlpha(), false);
  const { width, height, data } = await toRaw(sentToSrgb(source.ensureAlpha(), facts), true);
  // In a loop: `from` keeps every number in a list first, which has no room for those of large pictures.
  const narrow = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 1) narrow[at] = (data[at]! + 128) / 257;
  return { width, height, data: narrow, most: 255 };
}

/** Goes on with a decoded picture. */
export function fromRaw({ width, height, data }: Omit<RawPicture, 'most'>): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false });
}

export async function toRaw(source: Sharp, isDeep: boolean): Promise<RawPicture> {
  const { data, info } = await source
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  // Buffers of sharp lie in memory of their own, so they can be looked at as whole samples.
  const samples = isDeep
    ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { width, height, data: samples, most: isDeep ? 65_535 : 255 };
}

/** Does something to a decoded picture by sharp, in the same depth. */
export function through(picture: RawPicture, work: (source: Sharp) => Sharp): Promise<RawPicture> {
  const isDeep = picture.most > 255;
  const source = work(fromRaw(picture));
  return toRaw(isDeep ? source.toColourspace('rgb16') : source, isDeep);
}
