/** Which step of a run is the best, and whether the last ones were too many. */
import type { Verdict } from '#shared/domain/training.ts';
import type { JudgedPoint } from './run-files.ts';

/** What a move of other answers counts, beside a fall of the held-out loss by as much. */
const DRIFT_WEIGHT = 1.5;
/** Of the match of unrelated prompts: so much may be lost. */
export const PASSABLE_LOSS = 0.05;
/** Held-out loss over training loss, beyond what it was at first. */
const SOME_GAP = 1.25;
const STRONG_GAP = 1.6;
/** The held-out loss has risen from its lowest by this much. */
const RISEN = 1.05;

/** The earlier of two that are as good. */
export function bestOf(points: readonly JudgedPoint[]): JudgedPoint | undefined {
  const [first] = points;
  const base = first?.heldOutLoss;
  // Without pictures to judge by, the last is what was asked for.
  if (base === undefined) return points.at(-1);
  const cost = ({ heldOutLoss = Infinity, drift }: JudgedPoint): number =>
    heldOutLoss + DRIFT_WEIGHT * drift;
  return points.reduce((best, point) => (cost(point) < cost(best) ? point : best), points[0]!);
}

export function overfittingOf(points: readonly JudgedPoint[]): Verdict['overfitting'] {
  const last = points.at(-1);
  if (last?.heldOutLoss === undefined) return 'none';
  const lowest = Math.min(...points.map(({ heldOutLoss = Infinity }) => heldOutLoss));
  const gap = last.heldOutLoss / (last.trainingLoss ?? last.heldOutLoss);
  const hasRisen = last.heldOutLoss > lowest * RISEN;
  if (hasRisen && gap > STRONG_GAP) return 'strong';
  return hasRisen || gap > SOME_GAP ? 'some' : 'none';
}
