/** What speaks against a recipe, said with its numbers. */
import { t } from '#renderer/locale/locale.svelte.ts';
import type { RecipeConcern } from '#shared/domain/training.ts';

export function concernWords({ kind, params }: RecipeConcern): { what: string; action: string } {
  const action = t(`train.concern.${kind}.action`);
  const n = (name: string): number => Number(params[name] ?? 0);
  switch (kind) {
    case 'too-few-pictures':
    case 'captions-missing':
      return { what: t(`train.concern.${kind}`, { n: n('count') }), action };
    case 'memory':
      return { what: t('train.concern.memory', { n: n('rows') }), action };
    case 'long':
      return { what: t('train.concern.long', { n: n('steps') }), action };
    case 'steps-many-for-pictures':
      return { what: t('train.concern.steps-many-for-pictures', { n: n('rounds') }), action };
    case 'trigger-is-common': {
      const trigger = String(params['trigger'] ?? '');
      return { what: t('train.concern.trigger-is-common', { trigger }), action };
    }
    default:
      return { what: t(`train.concern.${kind}`), action };
  }
}
