/** `easel library …` */
import { resolve } from 'node:path';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatSeconds } from '../terminal/progress-bar.ts';

const MEGABYTE = 2 ** 20;

export async function libraryInfo(options: GlobalOptions): Promise<void> {
  await withStudio(options, {}, async ({ client, output }) => {
    const info = await client.library.info();
    const size = (info.pictureBytes / MEGABYTE).toFixed(1);
    const free = Math.round(info.freeBytes / MEGABYTE);
    const text = `${info.folder}\n${info.pictures} pictures, ${size} MB; ${free} MB free`;
    output.result(info, text);
  });
}

export async function cleanLibrary(
  options: GlobalOptions & { readonly olderThan: number },
): Promise<void> {
  await withStudio(options, {}, async ({ client, output }) => {
    const cleaned = await client.edit.clean({ olderThanDays: options.olderThan });
    const size = (cleaned.bytes / MEGABYTE).toFixed(1);
    output.result(cleaned, `${cleaned.removed} candidates deleted, ${size} MB free again`);
  });
}

export async function moveLibrary(
  folder: string,
  options: GlobalOptions & { readonly removeOld?: boolean },
): Promise<void> {
  await withStudio(options, {}, async ({ client, output, signal }) => {
    const request = { folder: resolve(folder), removesOld: options.removeOld === true };
    for await (const event of await client.library.move(request, { signal })) {
      const { phase, files, bytes, remainingMs } = event;
      const left = remainingMs === undefined ? '' : `, ${formatSeconds(remainingMs)} left`;
      const fraction = bytes.total === 0 ? 1 : bytes.done / bytes.total;
      output.progress(fraction, `${phase} ${files.done}/${files.total}${left}`);
      if (phase === 'finished') output.result(event, `The library is now in ${event.folder}`);
    }
  });
}
