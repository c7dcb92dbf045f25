/** Progress in words: what is happening, never a bare percentage. */
import { t } from './locale.svelte.ts';
import type { JobProgress } from '#shared/domain/job.ts';

export function phaseWords({ phase, done, total }: JobProgress): string {
  switch (phase) {
    case 'starting-engine':
    case 'loading':
    case 'encoding':
    case 'ranking':
      return t(`phase.${phase}`);
    case 'denoising':
      // The step that is being made, not those that are.
      return t('phase.denoising', { done: Math.min(done + 1, total), total });
    case 'decoding':
    case 'saving':
      return t(`phase.${phase}`, { done, total });
  }
}
