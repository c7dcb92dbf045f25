/** `easel style-adapters` */
import { describeError } from '#shared/errors/describe.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

export function listStyleAdapters(options: GlobalOptions): Promise<void> {
  return withStudio(options, {}, async ({ client, output }) => {
    const { adapters, problems } = await client.edit.styleAdapters();
    for (const { error } of problems) output.warn(describeError(error, 'en').what);
    const rows = adapters.map(({ name, family = '–', bytes, encoder, needs }) => [
      name,
      family,
      `${(bytes / 2 ** 20).toFixed(0)} MB`,
      encoder ?? `missing: download ${needs}`,
    ]);
    const headings = ['name', 'family', 'size', 'looks with'];
    output.result({ adapters, problems }, formatTable(headings, rows));
  });
}
