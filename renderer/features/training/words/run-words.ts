/** How far a run has come, in words. */
import { duration, t } from '#renderer/locale/locale.svelte.ts';
import type { Run } from '#shared/domain/training.ts';

/** "Training, step 1,240 of 2,000". */
export function stateWords(run: Run): string {
  const { state, phase, step, recipe } = run;
  if (state !== 'running' || phase === undefined) return t(`train.state.${state}`);
  if (phase !== 'training') return t(`train.phase.${phase}`);
  return t('train.phase.training', { step, of: recipe.steps });
}

/** With the time that is left where it is known. */
export function progressWords(run: Run): string {
  const words = stateWords(run);
  if (run.state !== 'running' || run.remainingMs === undefined) return words;
  return `${words} · ${t('train.left', { time: duration(run.remainingMs) })}`;
}
