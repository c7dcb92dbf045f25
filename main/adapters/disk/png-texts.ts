/** Chunks of PNG files that say what the pixels do not: texts and colour space (PNG, third edition, 11.3). */
import { isUtf8 } from 'node:buffer';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { MetadataText } from '#main/core/gallery/metadata-text.records.ts';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Foreign files may hold anything; what is longer is not read. */
const MAX_TEXT_BYTES = 4 << 20;
const MAX_TEXTS = 64;
/** IHDR: length, type, 13 bytes, CRC. */
const HEADER_END = SIGNATURE.length + 25;
/** Rendering intent of what is sRGB anyway: perceptual. */
const SRGB = Buffer.from([0]);

/** The file with its texts put in behind the header, as UTF-8 (iTXt), uncompressed. */
export function withTexts(png: Uint8Array, texts: readonly MetadataText[]): Uint8Array {
  const chunks = texts.map(({ key, text }) =>
    chunk('iTXt', Buffer.concat([Buffer.from(`${key}\0\0\0\0\0`, 'latin1'), Buffer.from(text)])),
  );
  return behindHeader(png, chunks);
}

/**
 * The file with its colour space named; for files that name none.
 *
 * @param profile ICC profile; absent: sRGB
 */
export function withProfile(png: Uint8Array, profile: Uint8Array | undefined): Uint8Array {
  if (profile === undefined) return behindHeader(png, [chunk('sRGB', SRGB)]);
  const data = Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(profile)]);
  return behindHeader(png, [chunk('iCCP', data)]);
}

function behindHeader(png: Uint8Array, chunks: readonly Buffer[]): Uint8Array {
  const file = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  return Buffer.concat([file.subarray(0, HEADER_END), ...chunks, file.subarray(HEADER_END)]);
}

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length));
}

/** All tEXt, zTXt and iTXt chunks that can be read; damaged ones are passed over. */
export function readPngTexts(bytes: Uint8Array): MetadataText[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: MetadataText[] = [];
  if (!isPng(bytes)) return texts;
  let at = SIGNATURE.length;
  while (at + 12 <= file.length && texts.length < MAX_TEXTS) {
    const length = file.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > file.length) break;
    const type = file.toString('latin1', at + 4, at + 8);
    if (length <= MAX_TEXT_BYTES) {
      const text = readText(type, file.subarray(at + 8, end - 4));
      if (text !== undefined) texts.push(text);
    }
    if (type === 'IEND') break;
    at = end;
  }
  return texts;
}

function readText(type: string, data: Buffer): MetadataText | undefined {
  const keyEnd = data.indexOf(0);
  if (keyEnd < 1) return undefined;
  const key = data.toString('latin1', 0, keyEnd);
  try {
    if (type === 'tEXt') return { key, text: decoded(data.subarray(keyEnd + 1)) };
    if (type === 'zTXt') return { key, text: decoded(inflate(data.subarray(keyEnd + 2))) };
    if (type !== 'iTXt') return undefined;
    const isCompressed = data[keyEnd + 1] === 1;
    const languageEnd = data.indexOf(0, keyEnd + 3);
    const translationEnd = data.indexOf(0, languageEnd + 1);
    if (languageEnd < 0 || translationEnd < 0) return undefined;
    const body = data.subarray(translationEnd + 1);
    return { key, text: (isCompressed ? inflate(body) : body).toString('utf8') };
  } catch {
    return undefined;
  }
}

/** Latin-1 by the specification; many programs put UTF-8 there, which is hardly ever both. */
function decoded(data: Buffer): string {
  return isUtf8(data) ? data.toString('utf8') : data.toString('latin1');
}

function inflate(data: Buffer): Buffer {
  return inflateSync(data, { maxOutputLength: MAX_TEXT_BYTES });
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}
