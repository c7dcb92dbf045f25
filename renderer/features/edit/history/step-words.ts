/** What a step is called. */
import { t } from '#renderer/locale/locale.svelte.ts';
import type { Step } from '../edit-work.ts';

export type { Step } from '../edit-work.ts';

/** The words that were asked for, or that it is the picture that was opened. */
export function stepWords({ picture }: Step): string {
  if (picture.edit === undefined) return t('edit.first');
  const { step } = picture.edit;
  if (step.kind !== 'style') return picture.generation?.prompt ?? '';
  const { reference } = step;
  return reference.kind === 'made' ? t(`style.${reference.name}`) : t('style.own');
}
