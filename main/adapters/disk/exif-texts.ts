/**
 * Texts in EXIF (CIPA DC-008, a TIFF structure) as programs that make pictures leave them:
 * AUTOMATIC1111 its info text in UserComment, ComfyUI `prompt:{…}` and `workflow:{…}` in Model and
 * Make, others anything in ImageDescription. Reads with limits; damaged parts are passed over.
 */
import { PARAMETERS_KEY, type MetadataText } from '#main/core/gallery/metadata-text.records.ts';

const MAX_ENTRIES = 200;
const EXIF_FOLDER = 0x8769;
const USER_COMMENT = 0x9286;
/** ImageDescription, Make, Model. */
const TEXT_TAGS = new Set([0x010e, 0x010f, 0x0110]);
const COMMENT_HEAD = 8;

/** From the EXIF block of a file, with or without its `Exif` mark. */
export function readExifTexts(block: Uint8Array): MetadataText[] {
  const all = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const tiff = all.toString('latin1', 0, 6) === 'Exif\0\0' ? all.subarray(6) : all;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const read16 = (at: number): number =>
    at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const read32 = (at: number): number =>
    at + 4 > tiff.length ? 0 : isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  if (read16(2) !== 42) return [];

  const texts: MetadataText[] = [];
  const folders = [read32(4)];
  for (const [depth, folder] of folders.entries()) {
    const count = Math.min(read16(folder), MAX_ENTRIES);
    for (let entry = folder + 2; entry < folder + 2 + count * 12; entry += 12) {
      const tag = read16(entry);
      if (tag === EXIF_FOLDER && depth === 0) folders.push(read32(entry + 8));
      if (tag !== USER_COMMENT && !TEXT_TAGS.has(tag)) continue;
      const bytes = read32(entry + 4);
      const start = bytes <= 4 ? entry + 8 : read32(entry + 8);
      const data = tiff.subarray(start, start + bytes);
      const text = tag === USER_COMMENT ? readComment(data, isLittle) : readUtf8(data);
      if (text !== '') texts.push(named(text));
    }
  }
  return texts;
}

/** Eight bytes name the character set; UNICODE means UTF-16, whose byte order nobody agrees on. */
function readComment(data: Buffer, isLittle: boolean): string {
  const charset = data.toString('latin1', 0, COMMENT_HEAD).replace(/\0+$/, '');
  const body = data.subarray(COMMENT_HEAD);
  if (charset !== 'UNICODE') return readUtf8(charset === 'ASCII' || charset === '' ? body : data);
  const even = body.subarray(0, body.length & ~1);
  const isMarked = even.length >= 2 && [0xfeff, 0xfffe].includes(even.readUInt16BE(0));
  const isBig = isMarked ? even.readUInt16BE(0) === 0xfeff : looksBig(even, !isLittle);
  return clean((isBig ? Buffer.from(even).swap16() : even).toString('utf16le'));
}

/** Latin letters have their zero byte first in big-endian text. */
function looksBig(body: Buffer, otherwise: boolean): boolean {
  let lead = 0;
  let trail = 0;
  for (let at = 0; at + 1 < Math.min(body.length, 400); at += 2) {
    if (body[at] === 0) lead += 1;
    if (body[at + 1] === 0) trail += 1;
  }
  return lead === trail ? otherwise : lead > trail;
}

function readUtf8(data: Buffer): string {
  const text = data.toString('utf8');
  return clean(text.includes('\uFFFD') ? data.toString('latin1') : text);
}

function clean(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\0+$/, '');
}

function named(text: string): MetadataText {
  const known = /^(prompt|workflow):\s*(?=\{)/i.exec(text);
  if (known === null) return { key: PARAMETERS_KEY, text };
  return { key: (known[1] ?? '').toLowerCase(), text: text.slice(known[0].length) };
}
