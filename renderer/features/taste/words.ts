/** What is known of a profile, in words. */
import { number, t } from '#renderer/locale/locale.svelte.ts';
import type { HeldOut, TasteProfile } from '#shared/domain/taste.ts';

export function stateWords({ state, needs }: TasteProfile): string {
  switch (state) {
    case 'few':
      return t('taste.state.few', { n: needs });
    case 'waiting':
      return t('taste.state.waiting');
    case 'unsure':
      return t('taste.state.unsure', { n: needs });
    case 'ready':
      return t('taste.state.ready');
    case 'foreign':
      return t('taste.state.foreign');
  }
}

export function heldOutWords({ right, of, low, high }: HeldOut): string {
  return t('taste.heldOut', { right, of, low: percent(low), high: percent(high) });
}

export function percent(share: number): string {
  return `${number(Math.round(share * 100))} %`;
}
