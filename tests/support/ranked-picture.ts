import { pictureSchema, type Picture } from '#shared/domain/picture.ts';
import { generationRecord } from './generation-record.ts';

/** A finished candidate; `score` is the sum of `match` and a difference of 0.1. */
export function rankedPicture(index: number, { match = 0.5, position = index + 1 } = {}): Picture {
  return pictureSchema.parse({
    id: `picture-${index}`,
    origin: 'generated',
    createdAt: 1_700_000_000_000 + index,
    width: 128,
    height: 128,
    bytes: 1000,
    sha256: 'a'.repeat(64),
    hasAlpha: true,
    jobId: 'job',
    generation: generationRecord({ index }),
    rank: {
      index,
      position,
      score: match + 0.1,
      cosine: 0.4,
      parts: [
        { kind: 'prompt-match', raw: match, weight: 1, value: match },
        { kind: 'diversity', raw: 0.1, weight: 1, value: 0.1 },
      ],
    },
    rating: 0,
    isKept: false,
    tags: [],
    boards: [],
  });
}
