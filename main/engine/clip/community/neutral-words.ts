/**
 * Which cosines of a CLIP from elsewhere mean anything.
 *
 * Such a CLIP comes without a scale: its cosines of pictures with the right words lie near 0.3 for one
 * and near 0.12 for another. What it does have is the temperature that it was trained with. In training
 * it told one right text from a batch of others by exp(scale × cosine), so a cosine that lies
 * ln(batch) / scale above those of unrelated words is one at which it calls a text as likely as all
 * the others of a batch together. That is match 1. Match 0 is how near this very picture is to unrelated
 * words: the median of a few, so that a picture that shows one of them does not shift it. In between a
 * match is linear in the cosine, as our own CLIP's is, so that good pictures do not all become 1.
 *
 * SigLIP's pairwise sigmoid says the same by itself: with its bias b, σ(scale × cosine + b) is one half
 * at −b / scale, and b settles near −ln(batch).
 */
import type { Calibration } from '#main/engine/rank/rank-candidates.ts';
import { dot } from '#shared/numeric/vector.ts';

/** Everyday things that have little to do with one another. */
export const neutralWords = [
  'a bicycle leaning against a wall',
  'a bowl of noodle soup',
  'a page of handwritten notes',
  'two dogs on a beach',
  'an office building at night',
  'a map of an island',
  'a bunch of yellow flowers',
  'a person playing the violin',
  'a cargo ship',
  'an old wooden chair',
  'snow on a mountain',
  'a pattern of blue triangles',
] as const;

/** OpenAI's; others were trained with batches from 16,384 to 163,840, which moves it by a sixth. */
const BATCH = 32_768;
/** CLIP's training does not let it grow beyond, and every published one has reached it. */
export const USUAL_SCALE = 100;

/**
 * @param neutral L2-normalised embeddings of unrelated words
 * @param scale what cosines are multiplied by in training: the exponential of what files store
 */
export function calibrationOf(
  embedding: Float32Array,
  neutral: readonly Float32Array[],
  scale: number,
): Calibration {
  const cosines = neutral.map((one) => dot(embedding, one)).toSorted((a, b) => a - b);
  const middle = cosines.length / 2;
  const below = cosines[Math.ceil(middle) - 1] ?? 0;
  const above = cosines[Math.floor(middle)] ?? below;
  const low = (below + above) / 2;
  return { low, high: low + Math.log(BATCH) / scale };
}
