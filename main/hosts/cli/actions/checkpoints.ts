/** `easel checkpoints …` */
import { describeError } from '#shared/errors/describe.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

export const checkpointActions = {
  list: (_args: readonly [], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const { checkpoints, problems } = await client.checkpoints.list();
      for (const { error } of problems) output.warn(describeError(error, 'en').what);
      const rows = checkpoints.map(({ id, version, native, bytes, license, name }) => [
        id,
        version,
        `${native.width}×${native.height}`,
        `${(bytes / 2 ** 20).toFixed(0)} MB`,
        license,
        name,
      ]);
      const headings = ['id', 'version', 'size', 'weights', 'licence', 'name'];
      output.result({ checkpoints, problems }, formatTable(headings, rows));
    }),

  info: ([id]: readonly [id: string], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const info = await client.checkpoints.info({ id });
      const { summary, card } = info;
      const rows = Object.entries(summary).map(([key, value]) => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : value.toString(),
      ]);
      const table = formatTable(['field', 'value'], rows);
      output.result(info, card === undefined ? table : `${table}\n\n${card.trimEnd()}`);
    }),

  verify: ([id]: readonly [id?: string], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output, signal }) => {
      const { checkpoints } = await client.checkpoints.list();
      const ids = id === undefined ? checkpoints.map((one) => one.id) : [id];
      const verified: { id: string; files: number; bytes: number }[] = [];
      for (const one of ids) {
        output.progress(verified.length / ids.length, `reading ${one}`);
        verified.push({ id: one, ...(await client.checkpoints.verify({ id: one }, { signal })) });
      }
      const lines = verified.map((one) => `${one.id}: ${one.files} files, every hash is right`);
      output.result(verified, lines.join('\n'));
    }),
};
