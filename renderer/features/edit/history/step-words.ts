/** What a step is called. */
import { t } from '#renderer/locale/locale.svelte.ts';
import { toneNames, type Adjustment } from '#shared/domain/adjustment.ts';
import type { Step } from '../edit-work.ts';

export type { Step } from '../edit-work.ts';

/** The words that were asked for, or that it is the picture that was opened. */
export function stepWords({ picture }: Step): string {
  if (picture.edit === undefined) return t('edit.first');
  const { step } = picture.edit;
  if (step.kind === 'adjust') return adjustmentWords(step);
  if (step.kind !== 'style' && step.kind !== 'restyle') return picture.generation?.prompt ?? '';
  const { reference } = step;
  return reference.kind === 'made' ? t(`style.${reference.name}`) : t('style.own');
}

/** What was done, each by the name of its tool. */
function adjustmentWords({ tone, geometry, background, enlarge }: Adjustment): string {
  const done = toneNames.filter((name) => tone[name] !== undefined && name !== 'radius');
  return [
    ...(background === undefined ? [] : [t('adjust.step.background')]),
    ...(geometry === undefined ? [] : [t('adjust.crop')]),
    ...done.map((name) => t(`adjust.${name}`)),
    ...(enlarge === undefined ? [] : [t('adjust.step.enlarge', { n: enlarge })]),
  ].join(', ');
}
