/** Which pairs go into a batch. */
import { pickWeighted } from '../pick-weighted.ts';

/** Looks for a caption that is not there yet, before one comes twice. */
const TRIES = 12;

/**
 * Each as often as its weight says, but other captions first: pairs that say the same teach nothing of
 * what tells them apart.
 *
 * @param random 0..1
 */
export function pickDistinct<Pair extends { readonly caption: string }>(
  { pairs, weights }: { readonly pairs: readonly Pair[]; readonly weights: readonly number[] },
  count: number,
  random: () => number,
): Pair[] {
  const picked: Pair[] = [];
  const captions = new Set<string>();
  for (let place = 0; place < count; place += 1) {
    let pair = pairs[pickWeighted(weights, random())]!;
    for (let tries = 0; tries < TRIES && captions.has(pair.caption); tries += 1) {
      pair = pairs[pickWeighted(weights, random())]!;
    }
    captions.add(pair.caption);
    picked.push(pair);
  }
  return picked;
}
