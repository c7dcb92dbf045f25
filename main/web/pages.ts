/** The few pages that the server writes by itself. */
import { matchLanguage } from '#shared/domain/language.ts';
import type { Language } from '#shared/domain/settings.ts';
import { describeError } from '#shared/errors/describe.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';

export function languageOf(acceptLanguage: string | undefined): Language {
  return matchLanguage((acceptLanguage ?? '').split(',').map((tag) => tag.trim()));
}

export function errorPage(error: ErrorShape, language: Language): string {
  const { what, action } = describeError(error, language);
  return page(language, what, action);
}

/** Shown in place of the app when its screens have not been built. */
export function notBuiltPage(language: Language): string {
  return language === 'zh-CN'
    ? page(
        language,
        '界面尚未构建。',
        '请运行“npm start”，它会自动构建界面；命令行无需界面即可使用。',
      )
    : page(
        language,
        'The screens are not built yet.',
        'Run “npm start”, which builds them by itself; the command line works without them.',
      );
}

function page(language: Language, what: string, action: string): string {
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Easel</title>
<style>
  :root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
  main { max-width: 34rem; margin: 20vh auto 0; padding: 0 1.5rem; }
  h1 { font-size: 1.4rem; }
</style>
<main><h1>${escape(what)}</h1><p>${escape(action)}</p></main>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
