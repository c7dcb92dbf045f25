/** What the doctor found, said with its numbers, and why it matters. */
import { t } from '#renderer/locale/locale.svelte.ts';
import { MAX_DATASET_FILES, type Finding } from '#shared/domain/dataset.ts';

export function findingWords({ kind, groups, params }: Finding): { what: string; why: string } {
  const n = groups.reduce((sum, group) => sum + group.length, 0);
  const why = t(`train.finding.${kind}.why`);
  switch (kind) {
    case 'too-few':
      return { what: t('train.finding.too-few', { n: Number(params['count'] ?? n) }), why };
    case 'too-many':
      return { what: t('train.finding.too-many', { most: MAX_DATASET_FILES }), why };
    case 'exact-duplicates':
      return { what: t('train.finding.exact-duplicates', { count: n }), why };
    case 'near-duplicates':
      return { what: t('train.finding.near-duplicates', { count: n, n: groups.length }), why };
    case 'caption-shared-word': {
      const word = String(params['word'] ?? '');
      return { what: t('train.finding.caption-shared-word', { word }), why };
    }
    case 'unsupported': {
      const kinds = String(params['kinds'] ?? '');
      return { what: t('train.finding.unsupported', { n, kinds }), why };
    }
    case 'imbalance':
      return { what: t('train.finding.imbalance', { most: String(params['most'] ?? '') }), why };
    default:
      return { what: t(`train.finding.${kind}`, { n }), why };
  }
}
