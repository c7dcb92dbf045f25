/** Picture formats by sharp (libvips). */
import { stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import {
  PARAMETERS_KEY,
  XMP_KEY,
  type MetadataText,
} from '#main/core/gallery/metadata-text.records.ts';
import type {
  Before,
  EncodeOptions,
  PictureCodec,
  PictureFacts,
} from '#main/core/gallery/picture-codec.port.ts';
import type { PictureExtension } from '#main/core/gallery/picture-types.records.ts';
import type { PreviewEncoder } from '#main/core/generate/preview-encoder.port.ts';
import type { PixelResizer } from '#main/core/upscale/pixel-resizer.port.ts';
import { MAX_PIXELS, MAX_SIDE, type Size } from '#shared/domain/size.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { isOpaque } from '#shared/numeric/is-opaque.ts';
import { readExifTexts } from './exif-texts.ts';
import { encodeInOwnColours } from './own-colours.ts';
import { isPng, readPngTexts, withProfile, withTexts } from './png-texts.ts';
import { profileOf, sentToSrgb, toSrgb } from './raw-picture.ts';
import { readXmpTexts } from './xmp-texts.ts';

/** Formats that are read, by libvips' names. */
const EXTENSIONS: Readonly<Record<string, PictureExtension>> = {
  png: 'png',
  jpeg: 'jpg',
  webp: 'webp',
  heif: 'avif',
  gif: 'gif',
  tiff: 'tiff',
};

/** Rough previews are enlarged, clear ones kept small. */
const PREVIEW_SIDES = { least: 128, most: 512 };

export class SharpCodec implements PictureCodec, PreviewEncoder, PixelResizer {
  async encodePng(pixels: Pixels, texts: readonly MetadataText[]): Promise<Uint8Array> {
    const compressionLevel = compressionFor(pixels);
    const source = fromPixels(pixels);
    // What looks opaque is said to be so in the file as well: other programs show a checkerboard otherwise.
    if (isOpaque(pixels.rgba)) source.removeAlpha();
    const png = await source.png({ compressionLevel }).toBuffer();
    return withTexts(withProfile(png, undefined), texts);
  }

  async encodeChanged(
    pixels: Pixels,
    before: Before,
    texts: readonly MetadataText[],
  ): Promise<Uint8Array> {
    const own = await encodeInOwnColours(pixels, before, compressionFor(pixels));
    return own === undefined ? this.encodePng(pixels, texts) : withTexts(own, texts);
  }

  async inspect(path: string, name: string): Promise<PictureFacts> {
    const info = await stat(path).catch(() => undefined);
    if (info?.isFile() !== true) throw unreadable(name, 'there is no such file');
    if (info.size === 0) throw new EaselError('picture.empty', { name });
    // Only the header is read here, so limits are ours to check before anything is decoded.
    const facts = await sharp(path, { limitInputPixels: false })
      .metadata()
      .catch((error: unknown) => {
        throw unreadable(name, reasonOf(error));
      });
    const extension = EXTENSIONS[facts.format];
    if (extension === undefined) throw unreadable(name, `the format ${facts.format} is not read`);
    const { width, height } = facts.autoOrient;
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
      throw new EaselError('picture.too-large', { name, width, height, limit: MAX_PIXELS / 1e6 });
    }
    return { width, height, hasAlpha: facts.hasAlpha, extension };
  }

  async readTexts(bytes: Uint8Array): Promise<MetadataText[]> {
    if (isPng(bytes)) return readPngTexts(bytes);
    const facts = await sharp(bytes, { limitInputPixels: false })
      .metadata()
      .catch(() => undefined);
    return [
      ...(facts?.xmp === undefined ? [] : readXmpTexts(facts.xmp.toString('utf8'))),
      ...(facts?.exif === undefined ? [] : readExifTexts(facts.exif)),
    ];
  }

  async readPixels(path: string, name: string, maxSide: number): Promise<Pixels> {
    await this.inspect(path, name);
    try {
      const facts = await sharp(path, { limitInputPixels: false }).metadata();
      const source = open(path).resize({
        ...{ width: maxSide, height: maxSide },
        ...{ fit: 'inside', withoutEnlargement: true },
      });
      const { width, height, data } = await toSrgb(source, facts);
      return { width, height, rgba: new Uint8Array(data) };
    } catch (error) {
      throw unreadable(name, reasonOf(error));
    }
  }

  async decode(bytes: Uint8Array): Promise<Pixels> {
    const source = sharp(bytes, { limitInputPixels: MAX_PIXELS });
    const { width, height, data } = await toSrgb(source, await source.metadata());
    return { width, height, rgba: new Uint8Array(data) };
  }

  async resize(pixels: Pixels, { width, height }: Size): Promise<Pixels> {
    const data = await fromPixels(pixels)
      .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
      .raw()
      .toBuffer();
    return { width, height, rgba: new Uint8Array(data) };
  }

  async thumbnail(path: string, size: number): Promise<Uint8Array> {
    const facts = await sharp(path, { limitInputPixels: false }).metadata();
    return sentToSrgb(open(path), facts)
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer();
  }

  async encodePreview(pixels: Pixels): Promise<{ bytes: Uint8Array; type: string }> {
    const longer = Math.max(pixels.width, pixels.height);
    const side = Math.min(PREVIEW_SIDES.most, Math.max(PREVIEW_SIDES.least, longer));
    const bytes = await fromPixels(pixels)
      .resize(side, side, { fit: 'inside' })
      .webp({ quality: 60 })
      .toBuffer();
    return { bytes, type: 'image/webp' };
  }

  async encode(source: string | Pixels, options: EncodeOptions): Promise<Uint8Array> {
    const { format, quality, longerSide: side, background, texts } = options;
    let picture = typeof source === 'string' ? await openFor(source, format) : fromPixels(source);
    if (side !== undefined) picture = picture.resize({ width: side, height: side, fit: 'inside' });
    if (background !== undefined) picture = picture.flatten({ background });
    // JPEG has no transparency; white is what viewers show behind it.
    else if (format === 'jpeg') picture = picture.flatten({ background: '#ffffff' });
    if (format === 'png') return withTexts(await picture.png().toBuffer(), texts);
    const xmp = texts.find((entry) => entry.key === XMP_KEY);
    const parameters = texts.find((entry) => entry.key === PARAMETERS_KEY);
    if (xmp !== undefined) picture = picture.withXmp(xmp.text);
    if (parameters !== undefined) {
      picture = picture.withExifMerge({ IFD0: { ImageDescription: parameters.text } });
    }
    // libvips would put JPEG into TIFF, which people choose for losing nothing.
    const choice = format === 'tiff' ? { compression: 'deflate' } : { quality };
    return picture.toFormat(format, choice).toBuffer();
  }
}

/** Large pictures are not worth the many seconds that the last few bytes take. */
function compressionFor({ width, height }: Size): number {
  const area = width * height;
  return area > 12_000_000 ? 3 : area > 4_000_000 ? 6 : 9;
}

function open(path: string): Sharp {
  return sharp(path, { limitInputPixels: MAX_PIXELS }).autoOrient();
}

/** In its own colours; sixteen bits stay sixteen where the format has room for them. */
async function openFor(path: string, format: EncodeOptions['format']): Promise<Sharp> {
  const facts = await sharp(path, { limitInputPixels: false }).metadata();
  const isDeep = facts.depth === 'ushort' && (format === 'png' || format === 'tiff');
  if (!isDeep) return open(path).keepIccProfile();
  const isOwn = profileOf(facts) !== undefined;
  const source = sharp(path, { limitInputPixels: MAX_PIXELS, ignoreIcc: isOwn })
    .autoOrient()
    .toColourspace('rgb16');
  return isOwn ? source.keepIccProfile() : source;
}

function fromPixels({ width, height, rgba }: Pixels): Sharp {
  return sharp(rgba, { raw: { width, height, channels: 4 } });
}

function unreadable(name: string, reason: string): EaselError {
  return new EaselError('picture.unreadable', { name, reason });
}

/** The first line of what libvips says, without the path it repeats. */
export function reasonOf(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  return line.replace(/^.*[/\\][^:]*: ?/, '').slice(0, 120);
}
