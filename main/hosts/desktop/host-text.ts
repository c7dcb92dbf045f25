/** The few words that the system shows for us: menu and dialogs. */
import { catalogue, type MessageKey } from '#resources/locales/catalogue.ts';
import type { Language } from '#shared/domain/settings.ts';

export type HostText = (key: MessageKey, places?: Readonly<Record<string, string>>) => string;

export function hostText(language: Language): HostText {
  return (key, places = {}) => {
    const message = catalogue[language][key];
    const text = typeof message === 'string' ? message : message.other;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => places[name] ?? whole);
  };
}
