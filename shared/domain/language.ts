/** Which of our languages suits a person. */
import type { Language } from './settings.ts';

/** The best language of ours for a list of preferred ones, as a browser or system gives them. */
export function matchLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}
