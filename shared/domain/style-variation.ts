/** Candidates of a change of manner: one wish, seen in a few ways. */
import { MAX_SEED } from './seed.ts';
import type { Style } from './edit.ts';

/** Of the asked stroke size; after these another chance is taken. */
const STROKES = [1, 0.7, 1.4] as const;
const [LEAST_STROKE, MOST_STROKE] = [0.25, 4];

/** The n-th candidate's own settings, from 0: as asked for, finer, larger, then by other seeds. */
export function styleVariation<Asked extends Pick<Style, 'strokeSize' | 'seed'>>(
  asked: Asked,
  n: number,
): Asked {
  const factor = STROKES[n % STROKES.length] ?? 1;
  const strokeSize = Math.min(MOST_STROKE, Math.max(LEAST_STROKE, asked.strokeSize * factor));
  return { ...asked, strokeSize, seed: (asked.seed + n) % (MAX_SEED + 1) };
}
