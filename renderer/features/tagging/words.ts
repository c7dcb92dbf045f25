/** What is known of a vocabulary, in words. */
import { t } from '#renderer/locale/locale.svelte.ts';
import type { TagVocabulary } from '#shared/domain/tag-vocabulary.ts';

/** How many words, or that they are learnt anew when they are asked for. */
export function stateWords({ learnt }: TagVocabulary): string {
  return learnt === undefined
    ? t('tagging.unlearnt')
    : t('tagging.words', { n: learnt.words.length });
}

/** What was found on examples that were held out; undefined where none could be. */
export function heldOutWords({ learnt }: TagVocabulary): string | undefined {
  const { trained, zeroShot, of } = learnt?.report ?? { trained: 0, zeroShot: 0, of: 0 };
  return of === 0 ? undefined : t('tagging.heldOut', { trained, zeroShot, of });
}
