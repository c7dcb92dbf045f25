/** How far one candidate in the works is, told from the progress of the whole job. */
import type { JobProgress } from '#shared/domain/job.ts';

export interface CandidateProgress {
  readonly stage: 'waiting' | 'working' | 'finishing';
  /** Of its steps, 0..1. */
  readonly share: number;
  /** Until its group is done; absent while unknown. */
  readonly remainingMs?: number;
}

const BEFORE_STEPS: ReadonlySet<JobProgress['phase']> = new Set([
  'starting-engine',
  'loading',
  'encoding',
]);

/**
 * `unfinished` counts the candidates that are not saved yet, this one among them. `hasPreview` tells
 * a candidate that has been worked on from one that waits for its turn.
 */
export function candidateProgress(
  progress: JobProgress | undefined,
  index: number,
  unfinished: number,
  hasPreview: boolean,
): CandidateProgress {
  if (progress === undefined) return { stage: 'waiting', share: 0 };
  const { candidates, phase } = progress;
  if (!candidates.includes(index)) {
    return hasPreview ? { stage: 'finishing', share: 1 } : { stage: 'waiting', share: 0 };
  }
  const share = shareOf(progress);
  if (progress.remainingMs === undefined || phase === 'saving') return { stage: 'working', share };
  // Time goes by candidates: those of this group for what is left of them, the waiting ones whole.
  const group = candidates.length * (1 - share * 0.9);
  const waiting = Math.max(0, unfinished - candidates.length);
  const remainingMs = Math.round((progress.remainingMs * group) / (group + waiting));
  return { stage: 'working', share, remainingMs };
}

function shareOf({ phase, done, total }: JobProgress): number {
  if (BEFORE_STEPS.has(phase)) return 0;
  return phase === 'denoising' && total > 0 ? done / total : 1;
}
