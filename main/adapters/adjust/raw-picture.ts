/** Decoded pictures as they are: as many bits, and in the colour space of the file. */
import sharp, { type Sharp } from 'sharp';
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
  const isRgb = facts.icc?.toString('latin1', COLOUR_SPACE_AT, COLOUR_SPACE_AT + 4) === 'RGB ';
  const isDeep = facts.depth === 'ushort';
  const source = sharp(path, { limitInputPixels: MAX_PIXELS, ignoreIcc: isRgb })
    .autoOrient()
    .toColourspace(isDeep ? 'rgb16' : 'srgb')
    .ensureAlpha();
  const picture = await toRaw(source, isDeep);
  const profile = isRgb ? facts.icc : undefined;
  return { ...picture, hasAlpha: facts.hasAlpha, ...(profile === undefined ? {} : { profile }) };
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
