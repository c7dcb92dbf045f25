/** What was learnt of a taste, as the bytes of a `.safetensors` file. */
import { heldOutSchema, tasteNameSchema, type HeldOut } from '#shared/domain/taste.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import {
  HEADER_PREFIX_BYTES,
  headerLength,
  parseHeader,
  SafetensorsFault,
} from '#shared/safetensors/header.ts';
import { encodeSafetensors } from '#shared/safetensors/write.ts';

export interface TasteHead {
  /** Of the CLIP whose embeddings it judges. */
  readonly space: string;
  /** float32 [dimensions]: direction · embedding + offset are the log odds against an ordinary picture. */
  readonly direction: Float32Array;
  readonly offset: number;
  /** How much it was learnt from. */
  readonly picks: number;
  readonly ratings: number;
  readonly heldOut?: HeldOut | undefined;
  readonly backend: string;
}

const KIND = 'easel-taste-1';
const MAX_DIMENSIONS = 65_536;

export function encodeTasteHead(head: TasteHead, name: string): Uint8Array {
  const { space, direction, offset, picks, ratings, heldOut, backend } = head;
  return encodeSafetensors(
    [
      { name: 'direction', dims: [direction.length], data: direction },
      { name: 'offset', dims: [1], data: Float32Array.of(offset) },
    ],
    {
      ...{ format: KIND, name, space, backend },
      ...{ picks: String(picks), ratings: String(ratings) },
      ...(heldOut === undefined ? {} : { held_out: JSON.stringify(heldOut) }),
    },
  );
}

/** Throws `taste.file-invalid`. */
export function decodeTasteHead(bytes: Uint8Array): { head: TasteHead; name: string } {
  try {
    return decode(bytes);
  } catch (error) {
    if (!(error instanceof SafetensorsFault)) throw error;
    throw new EaselError('taste.file-invalid', { reason: error.message });
  }
}

function decode(bytes: Uint8Array): { head: TasteHead; name: string } {
  const length = headerLength(bytes.subarray(0, HEADER_PREFIX_BYTES), bytes.length);
  const json = bytes.subarray(HEADER_PREFIX_BYTES, HEADER_PREFIX_BYTES + length);
  const { tensors, metadata } = parseHeader(json, bytes.length);
  if (metadata['format'] !== KIND) throw new SafetensorsFault('it does not say that it is one');
  const numbers = (name: string): Float32Array => {
    const entry = tensors.get(name);
    if (entry?.type !== 'F32' || entry.dims.length !== 1 || entry.length > MAX_DIMENSIONS * 4) {
      throw new SafetensorsFault(`${name} is missing or has an unexpected shape`);
    }
    // A copy, as the bytes need not lie at a multiple of four.
    const copy = bytes.slice(entry.offset, entry.offset + entry.length);
    const found = new Float32Array(copy.buffer, copy.byteOffset, copy.length / 4);
    if (!found.every(Number.isFinite)) throw new SafetensorsFault(`${name} holds no numbers`);
    return found;
  };
  const name = tasteNameSchema.safeParse(metadata['name']);
  const count = (key: string): number => Math.max(0, Math.trunc(Number(metadata[key] ?? 0)) || 0);
  return {
    name: name.success ? name.data : 'Taste',
    head: {
      space: (metadata['space'] ?? '').slice(0, 200),
      direction: numbers('direction'),
      offset: numbers('offset')[0] ?? 0,
      picks: count('picks'),
      ratings: count('ratings'),
      heldOut: heldOutSchema.safeParse(parsed(metadata['held_out'])).data,
      backend: (metadata['backend'] ?? '').slice(0, 40),
    },
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
