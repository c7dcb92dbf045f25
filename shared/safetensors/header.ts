/**
 * The header of a `.safetensors` file: which tensors it holds and where. Read with limits, because
 * the file may come from anywhere; nothing is allocated by what it claims.
 *
 * Format: 8 bytes little-endian length n, n bytes of JSON, then the data that offsets count from.
 */
import * as z from 'zod';

/** Bytes before the JSON. */
export const HEADER_PREFIX_BYTES = 8;
/** What the reference implementation accepts, in bytes. */
export const MAX_HEADER_BYTES = 100_000_000;
const MAX_TENSORS = 100_000;
const MAX_NAME_LENGTH = 1_000;
const MAX_AXES = 16;

/** Bytes per element. */
const elementBytes = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
} as const;
export type SafetensorsType = keyof typeof elementBytes;

export interface SafetensorsEntry {
  readonly type: SafetensorsType;
  readonly dims: readonly number[];
  /** First byte, counted from the start of the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A header that is not one, with the reason as its message. */
export class SafetensorsFault extends Error {
  override readonly name = 'SafetensorsFault';
}

const size = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.object({
  dtype: z.enum(Object.keys(elementBytes) as [SafetensorsType, ...SafetensorsType[]]),
  shape: z.array(size).max(MAX_AXES),
  data_offsets: z.tuple([size, size]),
});
const metadataSchema = z.record(z.string(), z.string());

/**
 * Bytes of the JSON, from the file's first eight. Throws SafetensorsFault when they are too few, or
 * promise more than the file of `fileBytes` can hold.
 */
export function headerLength(prefix: Uint8Array, fileBytes: number): number {
  if (prefix.length < HEADER_PREFIX_BYTES) throw new SafetensorsFault('it is too short');
  const view = new DataView(prefix.buffer, prefix.byteOffset, HEADER_PREFIX_BYTES);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) throw new SafetensorsFault('its header is too long');
  if (Number(length) + HEADER_PREFIX_BYTES > fileBytes) {
    throw new SafetensorsFault('its header goes on beyond the end of the file');
  }
  return Number(length);
}

/**
 * The tensors that the JSON names. Throws SafetensorsFault for anything that a writer that keeps to
 * the format would not write: unknown element types, sizes that do not fit the bytes, ranges outside
 * the file or over one another.
 */
export function parseHeader(json: Uint8Array, fileBytes: number): SafetensorsHeader {
  const content = readObject(json);
  const dataStart = HEADER_PREFIX_BYTES + json.length;
  const { __metadata__: metadata = {}, ...rest } = content;
  const names = Object.keys(rest);
  if (names.length > MAX_TENSORS) throw new SafetensorsFault('it names too many tensors');
  const tensors = new Map<string, SafetensorsEntry>();
  for (const name of names) {
    if (name.length > MAX_NAME_LENGTH) throw new SafetensorsFault('a tensor has too long a name');
    tensors.set(name, readEntry(name, rest[name], dataStart, fileBytes));
  }
  refuseOverlaps(tensors);
  const parsed = metadataSchema.safeParse(metadata);
  return { tensors, metadata: parsed.success ? parsed.data : {} };
}

function readObject(json: Uint8Array): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw new SafetensorsFault('its header is no JSON');
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new SafetensorsFault('its header is no JSON object');
  }
  return content as Record<string, unknown>;
}

function readEntry(
  name: string,
  content: unknown,
  dataStart: number,
  fileBytes: number,
): SafetensorsEntry {
  const parsed = entrySchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SafetensorsFault(`${name}: ${issue?.path.join('.') ?? ''} is not understood`);
  }
  const { dtype, shape, data_offsets: range } = parsed.data;
  const [begin, end] = range;
  if (begin > end || dataStart + end > fileBytes) {
    throw new SafetensorsFault(`${name} lies outside the file`);
  }
  const count = shape.reduce((product, dim) => product * dim, 1);
  if (count * elementBytes[dtype] !== end - begin) {
    throw new SafetensorsFault(`${name} has not as many bytes as its shape needs`);
  }
  return { type: dtype, dims: shape, offset: dataStart + begin, length: end - begin };
}

function refuseOverlaps(tensors: ReadonlyMap<string, SafetensorsEntry>): void {
  let end = 0;
  const inOrder = [...tensors].toSorted(([, a], [, b]) => a.offset - b.offset);
  for (const [name, entry] of inOrder) {
    if (entry.length > 0 && entry.offset < end) {
      throw new SafetensorsFault(`${name} lies over another tensor`);
    }
    end = Math.max(end, entry.offset + entry.length);
  }
}
