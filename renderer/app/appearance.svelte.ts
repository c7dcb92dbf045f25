/** Theme and language of the window, from the settings and from what the system prefers. */
import { setLanguage } from '#renderer/locale/locale.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import { matchLanguage } from '#shared/domain/language.ts';
import { languageSchema, type Settings } from '#shared/domain/settings.ts';

type Look = Pick<Settings, 'theme' | 'language'>;

export class Appearance {
  readonly #shell: Shell;

  /** Shows at once what was chosen last time, before the host has answered. */
  constructor(shell: Shell) {
    this.#shell = shell;
    const theme = shell.recall('theme');
    const language = languageSchema.safeParse(shell.recall('language'));
    this.#show({
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
      language: language.data,
    });
  }

  apply(settings: Look): void {
    this.#shell.remember('theme', settings.theme);
    this.#shell.remember('language', settings.language ?? '');
    this.#show(settings);
  }

  #show({ theme, language }: Look): void {
    const chosen = language ?? matchLanguage(this.#shell.languages());
    setLanguage(chosen);
    const root = document.documentElement;
    root.lang = chosen;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
  }
}
