/** Whether a file begins as its name says: a pickle in disguise is refused before it is there. */
import { EaselError } from '#shared/errors/easel-error.ts';
import { headerLength, SafetensorsFault } from '#shared/safetensors/header.ts';

/** Bytes that are looked at. */
export const START_BYTES = 16;

const OPENING_BRACE = 0x7b;
/** What the first message of a pickle of protocol 2 to 5 goes on with: frame, marks, empty things. */
const AFTER_PROTOCOL = new Set([0x95, 0x28, 0x7d, 0x5d, 0x29, 0x63, 0x58, 0x8a, 0x8c, 0x4b, 0x4a]);

/**
 * @param start the first bytes, `START_BYTES` of them or all there are
 * Throws `transfer.not-weights`.
 */
export function checkStart(path: string, start: Uint8Array, fileBytes: number): void {
  const kind = /\.(safetensors|onnx)/i.exec(path)?.[1];
  const disguise = disguiseOf(start);
  if (disguise !== undefined) refuse(path, kind ?? 'text', disguise);
  if (kind === undefined) {
    if (start.includes(0)) refuse(path, 'text', 'it is binary');
    return;
  }
  if (!/\.safetensors$/i.test(path)) return;
  try {
    headerLength(start, fileBytes);
  } catch (error) {
    if (!(error instanceof SafetensorsFault)) throw error;
    refuse(path, kind, error.message);
  }
  if (start[8] !== OPENING_BRACE) refuse(path, kind, 'it has no header');
}

function disguiseOf(start: Uint8Array): string | undefined {
  const text = String.fromCharCode(...start.subarray(0, 6));
  if (text.startsWith('PK\u0003\u0004')) return 'it is a zip archive, as pickled weights are';
  if (text.startsWith('Rar!') || text.startsWith('7z\u00bc\u00af')) return 'it is an archive';
  const [first = 0, second = 0, third = 0] = start;
  const isPickle = first === 0x80 && second >= 2 && second <= 5 && AFTER_PROTOCOL.has(third);
  return isPickle ? 'it is pickled Python objects' : undefined;
}

function refuse(file: string, kind: string, reason: string): never {
  const name = kind === 'text' ? kind : `.${kind.toLowerCase()}`;
  throw new EaselError('transfer.not-weights', { file, kind: name, reason });
}
