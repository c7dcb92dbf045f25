/** The order of pictures in another one's manner: no words were asked for, so what was measured decides. */
import type { Aspect, Ranking } from '#shared/domain/rank.ts';

/** Best first; what was measured counts alike, and ties go to the lower index. */
export function rankStyles(
  judged: readonly { readonly index: number; readonly aspects: readonly Aspect[] }[],
): Ranking {
  return judged
    .map(({ index, aspects }) => {
      const weight = 1 / Math.max(1, aspects.length);
      const parts = aspects.map(({ kind, raw }) => ({ kind, raw, weight, value: weight * raw }));
      return { index, parts, score: parts.reduce((sum, { value }) => sum + value, 0) };
    })
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .map((entry, at) => ({ ...entry, position: at + 1 }));
}
