/** `easel settings …` */
import { settingsPatchSchema } from '#shared/domain/settings.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

const names = Object.keys(settingsPatchSchema.shape);

export async function getSettings(name: string | undefined, options: GlobalOptions): Promise<void> {
  if (name !== undefined) checkName(name);
  await withStudio(options, {}, async ({ client, output }) => {
    const settings: Record<string, unknown> = await client.settings.get();
    if (name !== undefined) {
      output.result(settings[name] ?? null, textOf(settings[name]));
      return;
    }
    const rows = names.map((one) => [one, textOf(settings[one])]);
    output.result(settings, formatTable(['setting', 'value'], rows));
  });
}

export async function setSetting(
  name: string,
  text: string,
  options: GlobalOptions,
): Promise<void> {
  checkName(name);
  await withStudio(options, {}, async ({ client, output }) => {
    const settings = await client.settings.update({ [name]: valueOf(name, text) });
    output.result(settings, `${name} is ${text}.`);
  });
}

/** Numbers, true and false are meant as such; everything else is text. */
function valueOf(name: string, text: string): unknown {
  if (text === 'default') {
    const shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> =
      settingsPatchSchema.shape;
    if (shape[name]?.safeParse(null).success === true) return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' || typeof value === 'boolean' ? value : text;
  } catch {
    return text;
  }
}

function checkName(name: string): void {
  if (names.includes(name)) return;
  const choices = names.join(', ');
  throw new EaselError('generate.value-unknown', { field: 'setting', value: name, choices });
}

function textOf(value: unknown): string {
  if (value === undefined) return 'default';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
