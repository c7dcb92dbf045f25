/** A vocabulary as it was learnt, as the bytes of a `.safetensors` file. */
import * as z from 'zod';
import { tagSchema } from '#shared/domain/picture.ts';
import { MAX_VOCABULARY_WORDS, vocabularyReportSchema } from '#shared/domain/tag-vocabulary.ts';
import { readTensors } from '#main/core/heads/read-tensors.ts';
import { dot, softmax } from '#shared/numeric/vector.ts';
import { encodeSafetensors } from '#shared/safetensors/write.ts';

const learntSchema = z.object({
  words: z
    .array(z.object({ word: tagSchema, examples: z.number().int() }))
    .max(MAX_VOCABULARY_WORDS),
  report: vocabularyReportSchema,
  backend: z.string(),
});

export type TagHead = z.infer<typeof learntSchema> & {
  /** Of the CLIP whose embeddings it judges. */
  readonly space: string;
  /** float32 [words, dimensions] and [words]. */
  readonly weights: Float32Array;
  readonly offsets: Float32Array;
  /** Cosine with an example from which on a picture is like what was taught. */
  readonly nearness: number;
  /** float32 [dimensions] each: the examples. */
  readonly examples: readonly { readonly word: number; readonly embedding: Float32Array }[];
};

const KIND = 'easel-tags-1';

export function encodeTagHead(head: TagHead): Uint8Array {
  const { space, weights, offsets, nearness, examples, words, report, backend } = head;
  const dimensions = weights.length / words.length;
  const places = new Float32Array(examples.length * dimensions);
  examples.forEach(({ embedding }, at) => places.set(embedding, at * dimensions));
  return encodeSafetensors(
    [
      { name: 'weights', dims: [words.length, dimensions], data: weights },
      { name: 'offsets', dims: [words.length], data: offsets },
      { name: 'nearness', dims: [1], data: Float32Array.of(nearness) },
      { name: 'examples', dims: [examples.length, dimensions], data: places },
      {
        name: 'example_words',
        dims: [examples.length],
        data: Float32Array.from(examples, ({ word }) => word),
      },
    ],
    { format: KIND, space, learnt: JSON.stringify({ words, report, backend }) },
  );
}

/** Undefined where it is damaged, or of another kind: then it is learnt again. */
export function decodeTagHead(bytes: Uint8Array): TagHead | undefined {
  try {
    const { numbers, metadata } = readTensors(bytes);
    if (metadata['format'] !== KIND) return undefined;
    const learnt = learntSchema.parse(JSON.parse(metadata['learnt'] ?? ''));
    const [weights, offsets] = [numbers('weights'), numbers('offsets')];
    const dimensions = weights.length / learnt.words.length;
    const [places, kinds] = [numbers('examples'), numbers('example_words')];
    if (!Number.isInteger(dimensions) || offsets.length !== learnt.words.length) return undefined;
    if (places.length !== kinds.length * dimensions) return undefined;
    return {
      ...learnt,
      ...{ space: metadata['space'] ?? '', weights, offsets },
      nearness: numbers('nearness')[0] ?? 1,
      examples: Array.from(kinds, (word, at) => ({
        word,
        embedding: places.slice(at * dimensions, (at + 1) * dimensions),
      })),
    };
  } catch {
    return undefined;
  }
}

/** The likeliest word for an embedding, and its chance; undefined where it is like no example of it. */
export function wordFor(
  embedding: Float32Array,
  { weights, offsets, nearness, examples }: TagHead,
): { readonly word: number; readonly chance: number } | undefined {
  const width = embedding.length;
  const odds = offsets.map(
    (offset, word) => offset + dot(weights.subarray(word * width, (word + 1) * width), embedding),
  );
  const chances = softmax(odds);
  const word = chances.indexOf(Math.max(...chances));
  const isNear = examples.some(
    (example) => example.word === word && dot(example.embedding, embedding) >= nearness,
  );
  return isNear ? { word, chance: chances[word]! } : undefined;
}
