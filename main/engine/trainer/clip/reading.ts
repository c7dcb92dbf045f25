/** Which words a CLIP finds for a picture. */
import { dot, softmax } from '#shared/numeric/vector.ts';

/** How sure it is of each of the choices, summing to 1. */
export function sharesOf(
  seen: Float32Array,
  choices: readonly Float32Array[],
  scale: number,
): Float32Array {
  return softmax(Float32Array.from(choices, (said) => scale * dot(seen, said)));
}

export interface Judged {
  /** Mean cross entropy of the right words. */
  readonly loss: number;
  /** Share of pictures whose right words come first, 0..1. */
  readonly accuracy: number;
}

/**
 * @param pictures with the place of their right words among the choices
 */
export function judgeReadings(
  pictures: readonly { readonly seen: Float32Array; readonly right: number }[],
  choices: readonly Float32Array[],
  scale: number,
): Judged {
  let [loss, hits] = [0, 0];
  for (const { seen, right } of pictures) {
    const shares = sharesOf(seen, choices, scale);
    const own = shares[right] ?? 0;
    loss -= Math.log(Math.max(own, 1e-12));
    if (shares.every((share, at) => at === right || share < own)) hits += 1;
  }
  return { loss: loss / pictures.length, accuracy: hits / pictures.length };
}

/** The surest first. */
export function topWords(
  shares: Float32Array,
  words: readonly string[],
  count: number,
): { words: string; share: number }[] {
  return [...shares]
    .map((share, at) => ({ words: words[at]!, share }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, count);
}
