/**
 * ZIP files as a stream (PKWARE APPNOTE 6.3.10). Pictures are compressed already, so they are only
 * stored; each is whole before its turn, so sizes and checksums stand in front of it. What does
 * not fit into 32 bits is written as ZIP64.
 */
import { crc32 } from 'node:zlib';
import type { ArchiveEntry, Archiver } from '#main/core/export/archive.port.ts';

const MAX_32 = 0xffff_ffff;
const MAX_16 = 0xffff;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** What a reader must understand: plain files, or ZIP64. */
const PLAIN = 20;
const LARGE = 45;

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
  readonly stamp: number;
}

export class ZipArchiver implements Archiver {
  async *archive(entries: Iterable<ArchiveEntry>): AsyncGenerator<Uint8Array, void> {
    const written: Written[] = [];
    let offset = 0;
    for (const entry of entries) {
      const bytes = await entry.read();
      const name = Buffer.from(entry.name);
      const stamp = dosTime(entry.modifiedAt);
      const file = { name, crc: crc32(bytes), size: bytes.length, offset, stamp };
      const head = localHeader(file);
      yield head;
      yield bytes;
      written.push(file);
      offset += head.length + bytes.length;
    }
    const directory = Buffer.concat(written.map(directoryEntry));
    yield directory;
    yield endOf(written.length, directory.length, offset);
  }
}

function localHeader({ name, crc, size, stamp }: Written): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  writeCommon(head, 4, { crc, size, stamp, name });
  return Buffer.concat([head, name]);
}

function directoryEntry(file: Written): Buffer {
  const isFar = file.offset >= MAX_32;
  const extra = Buffer.alloc(isFar ? 12 : 0);
  if (isFar) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(file.offset), 4);
  }
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(LARGE, 4);
  writeCommon(head, 6, file);
  if (isFar) head.writeUInt16LE(LARGE, 6);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(isFar ? MAX_32 : file.offset, 42);
  return Buffer.concat([head, file.name, extra]);
}

/** What local header and directory have in common, from the version to the length of the name. */
function writeCommon(
  head: Buffer,
  at: number,
  { crc, size, stamp, name }: Omit<Written, 'offset'>,
): void {
  head.writeUInt16LE(PLAIN, at);
  head.writeUInt16LE(FLAGS, at + 2);
  head.writeUInt32LE(stamp, at + 6);
  head.writeUInt32LE(crc, at + 10);
  head.writeUInt32LE(size, at + 14);
  head.writeUInt32LE(size, at + 18);
  head.writeUInt16LE(name.length, at + 22);
}

function endOf(count: number, directorySize: number, directoryAt: number): Buffer {
  const isLarge = directoryAt >= MAX_32 || count >= MAX_16;
  const large = Buffer.alloc(isLarge ? 56 + 20 : 0);
  if (isLarge) {
    large.writeUInt32LE(0x06064b50, 0);
    large.writeBigUInt64LE(44n, 4);
    large.writeUInt16LE(LARGE, 12);
    large.writeUInt16LE(LARGE, 14);
    large.writeBigUInt64LE(BigInt(count), 24);
    large.writeBigUInt64LE(BigInt(count), 32);
    large.writeBigUInt64LE(BigInt(directorySize), 40);
    large.writeBigUInt64LE(BigInt(directoryAt), 48);
    large.writeUInt32LE(0x07064b50, 56);
    large.writeBigUInt64LE(BigInt(directoryAt + directorySize), 64);
    large.writeUInt32LE(1, 72);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MAX_16), 8);
  end.writeUInt16LE(Math.min(count, MAX_16), 10);
  end.writeUInt32LE(directorySize, 12);
  end.writeUInt32LE(Math.min(directoryAt, MAX_32), 16);
  return Buffer.concat([large, end]);
}

/** Date and time as MS-DOS had them, in UTC: two seconds exact, from 1980 on. */
function dosTime(time: number): number {
  const date = new Date(Math.max(time, Date.UTC(1980, 0, 1)));
  const day =
    ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const clock =
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return (((day & 0xffff) << 16) | clock) >>> 0;
}
