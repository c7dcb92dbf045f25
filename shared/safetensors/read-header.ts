/** Reads the header of a `.safetensors` file through whatever can read pieces of it. */
import {
  HEADER_PREFIX_BYTES,
  headerLength,
  parseHeader,
  type SafetensorsHeader,
} from './header.ts';

export interface ReadablePieces {
  /** Bytes of the whole file. */
  readonly size: number;
  /** As many of these bytes as the file has. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Throws SafetensorsFault, and what reading throws. */
export async function readHeader({ size, read }: ReadablePieces): Promise<SafetensorsHeader> {
  const length = headerLength(await read(0, HEADER_PREFIX_BYTES), size);
  return parseHeader(await read(HEADER_PREFIX_BYTES, length), size);
}
