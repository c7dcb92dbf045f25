/** `easel loras …` */
import { resolve } from 'node:path';
import { loraSyntax } from '#shared/domain/lora.ts';
import { describeError } from '#shared/errors/describe.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

/** Trigger words in the table; JSON has all of them. */
const SHOWN_WORDS = 4;

export function listLoras(options: GlobalOptions): Promise<void> {
  return withStudio(options, {}, async ({ client, output }) => {
    const { loras, problems } = await client.loras.list();
    for (const { error } of problems) output.warn(describeError(error, 'en').what);
    const rows = loras.map(({ name, family = '–', bytes, triggerWords }) => [
      loraSyntax(name),
      family,
      `${(bytes / 2 ** 20).toFixed(0)} MB`,
      triggerWords.slice(0, SHOWN_WORDS).join(', '),
    ]);
    const headings = ['in a prompt', 'family', 'size', 'trigger words'];
    output.result({ loras, problems }, formatTable(headings, rows));
  });
}

export function exportLora(name: string, options: GlobalOptions & { to: string }): Promise<void> {
  return withStudio(options, {}, async ({ client, output }) => {
    const answer = await client.loras.exportFile({ name, folder: resolve(options.to) });
    output.result(answer, answer.path);
  });
}
