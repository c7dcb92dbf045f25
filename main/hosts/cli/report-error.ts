/** An error as one sentence and what to do, in the user's language, and its exit code. */
import { openSettingsFile } from '#main/adapters/disk/settings-file.ts';
import { homeFolder } from '#main/studio/places.ts';
import { languageSchema, type Language } from '#shared/domain/settings.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { describeError } from '#shared/errors/describe.ts';
import { fromErrorShape, toErrorShape } from '#shared/errors/easel-error.ts';
import { ExitCode } from './exit-codes.ts';

const EXIT = { user: ExitCode.user, state: ExitCode.state, fault: ExitCode.fault } as const;

/** Writes the sentences to stderr (with `--json` also a document to stdout); returns the exit code. */
export async function reportError(
  error: unknown,
  { isJson }: { readonly isJson: boolean },
): Promise<number> {
  if (isCancellation(error)) return ExitCode.cancelled;
  const shape = toErrorShape(error);
  const { what, action } = describeError(shape, await preferredLanguage());
  process.stderr.write(`${what}\n${action}\n`);
  if (process.env['EASEL_DEBUG'] !== undefined) console.error(error);
  if (isJson) {
    console.log(JSON.stringify({ error: { ...shape, message: what, action } }, undefined, 2));
  }
  return EXIT[fromErrorShape(shape).severity];
}

/** The settings' language, else the terminal's. */
async function preferredLanguage(): Promise<Language> {
  const saved = await openSettingsFile(`${homeFolder()}/settings.json`).load();
  const chosen = typeof saved === 'object' && saved !== null && 'language' in saved;
  const parsed = languageSchema.safeParse(chosen ? saved.language : undefined);
  if (parsed.success) return parsed.data;
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return (LC_ALL || LC_MESSAGES || LANG || '').startsWith('zh') ? 'zh-CN' : 'en';
}
