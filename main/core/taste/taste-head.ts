/** What was learnt of a taste, as the bytes of a `.safetensors` file. */
import { heldOutSchema, tasteNameSchema, type HeldOut } from '#shared/domain/taste.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { readTensors } from '#main/core/heads/read-tensors.ts';
import { SafetensorsFault } from '#shared/safetensors/header.ts';
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
  const { metadata, numbers, dims } = readTensors(bytes);
  if (metadata['format'] !== KIND) throw new SafetensorsFault('it does not say that it is one');
  for (const name of ['direction', 'offset']) {
    const shape = dims(name);
    if (shape?.length !== 1 || shape[0]! > MAX_DIMENSIONS) {
      throw new SafetensorsFault(`${name} is missing or has an unexpected shape`);
    }
  }
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
