/** `easel upscale`: larger copies of pictures, as files. */
import { resolve } from 'node:path';
import type { EnlargingMethod } from '#shared/domain/enlarging.ts';
import type { ExportFormat } from '#shared/domain/export.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { defaultsOf } from './export-defaults.ts';
import { pictureOf } from './picture-of.ts';
import { sayEnlarged } from './say-enlarged.ts';

interface UpscaleOptions {
  readonly out: string;
  readonly by: number;
  readonly method: EnlargingMethod;
  readonly format: ExportFormat;
  readonly name?: string;
}

export async function upscale(
  pictures: readonly string[],
  { out, by, method, format, name, ...global }: GlobalOptions & UpscaleOptions,
): Promise<void> {
  await withStudio(global, {}, async ({ client, output, signal }) => {
    const ids: PictureId[] = [];
    for (const picture of pictures) ids.push(await pictureOf(client, picture));
    const options = await defaultsOf(client, {
      ...{ format, scale: by, enlarging: method, nameTemplate: name ?? `{prompt}-${by}x` },
    });
    const answer = await client.gallery.exportFiles(
      { ids, folder: resolve(out), options },
      { signal },
    );
    sayEnlarged(output, answer.files);
    output.result(answer, answer.files.map(({ path }) => path).join('\n'));
  });
}
