/** Spark's embeddings of pictures that it was not trained on; see tests/bench/embed-pictures.ts. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HEADER_PREFIX_BYTES, headerLength, parseHeader } from '#shared/safetensors/header.ts';

export interface KnownPicture {
  readonly embedding: Float32Array;
  readonly concept: string;
  readonly style: string;
  /** Red over blue, -1..1. */
  readonly warmth: number;
  readonly lightness: number;
}

export interface HeldOutEmbeddings {
  /** Five or six of each of the words first, then others. */
  readonly pictures: readonly KnownPicture[];
  readonly words: readonly { readonly word: string; readonly embedding: Float32Array }[];
}

const path = fileURLToPath(new URL('../fixtures/embeddings/held-out.safetensors', import.meta.url));

export function heldOutEmbeddings(): HeldOutEmbeddings {
  const file = readFileSync(path);
  const length = headerLength(file, file.length);
  const json = file.subarray(HEADER_PREFIX_BYTES, HEADER_PREFIX_BYTES + length);
  const { tensors, metadata } = parseHeader(json, file.length);
  const rows = (name: string): Float32Array[] => {
    const { offset, length: bytes, dims } = tensors.get(name)!;
    const data = new Float32Array(Uint8Array.from(file.subarray(offset, offset + bytes)).buffer);
    const width = dims[1]!;
    return Array.from({ length: dims[0]! }, (_, at) => data.slice(at * width, (at + 1) * width));
  };
  const facts = JSON.parse(metadata['pictures']!) as Omit<KnownPicture, 'embedding'>[];
  const words = JSON.parse(metadata['words']!) as string[];
  const [pictures, texts] = [rows('pictures'), rows('words')];
  return {
    pictures: facts.map((fact, at) => ({ ...fact, embedding: pictures[at]! })),
    words: words.map((word, at) => ({ word, embedding: texts[at]! })),
  };
}
