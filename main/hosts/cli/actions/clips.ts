/** `easel clips` */
import { describeError } from '#shared/errors/describe.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable, shorten } from '../terminal/table.ts';

export function listClips(options: GlobalOptions): Promise<void> {
  return withStudio(options, {}, async ({ client, output }) => {
    const found = await client.clips.list();
    for (const { error } of found.problems) output.warn(describeError(error, 'en').what);
    if (found.missing !== undefined) {
      output.warn(`The settings ask for ${found.missing}, which is not there any more.`);
    }
    const rows = found.clips.map(({ id, family, format, bytes, imageSize, dimensions }) => [
      id === found.used ? '*' : '',
      ...[id, family, format],
      `${(bytes / 2 ** 20).toFixed(0)} MB`,
      ...[`${imageSize} px`, String(dimensions)],
    ]);
    const headings = ['', 'id', 'family', 'from', 'size', 'sees', 'numbers'];
    if (found.missingAdapter !== undefined) {
      output.warn(`The settings ask for ${found.missingAdapter}, which is not there any more.`);
    }
    const taught = found.adapters.map(({ name, clip = '?', words, isUsed }) => [
      ...[isUsed ? '*' : '', name, clip, shorten(words.join(', '), 60)],
    ]);
    const lessons =
      taught.length === 0 ? '' : `\n${formatTable(['', 'taught', 'to', 'words'], taught)}`;
    const { described, pictures } = found.coverage;
    const known = `${described} of ${pictures} pictures are known to the one that is used (*).`;
    output.result(found, `${formatTable(headings, rows)}${lessons}\n${known}`);
  });
}
