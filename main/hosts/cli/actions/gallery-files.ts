/** `easel gallery import | export | rebuild`: between the library and files elsewhere. */
import { resolve } from 'node:path';
import type { ExportFormat } from '#shared/domain/export.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { describeError } from '#shared/errors/describe.ts';
import { fromErrorShape } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { defaultsOf } from './export-defaults.ts';
import { sayEnlarged } from './say-enlarged.ts';
import { formatPictures } from './format-pictures.ts';

interface ExportCommandOptions {
  readonly to: string;
  readonly format: ExportFormat;
  readonly quality?: number;
  readonly scale?: number;
  readonly longerSide?: number;
  readonly colours?: number;
  readonly background?: string;
  readonly strip?: boolean;
  readonly name?: string;
  readonly overwrite?: boolean;
  readonly preview?: boolean;
}

export function importFiles(
  [files]: readonly [files: string[]],
  options: GlobalOptions,
): Promise<void> {
  return withStudio(options, {}, async ({ client, output }) => {
    const answer = await client.gallery.importFiles({ paths: files.map((file) => resolve(file)) });
    for (const { error } of answer.problems) output.warn(describeError(error, 'en').what);
    const [firstProblem] = answer.problems;
    if (answer.pictures.length === 0 && firstProblem !== undefined) {
      throw fromErrorShape(firstProblem.error);
    }
    output.result(answer, formatPictures(answer.pictures));
  });
}

export function exportFiles(
  [ids]: readonly [ids: PictureId[]],
  asked: GlobalOptions & ExportCommandOptions,
): Promise<void> {
  return withStudio(asked, {}, async ({ client, output, signal }) => {
    const options = await defaultsOf(client, {
      format: asked.format,
      quality: asked.quality,
      scale: asked.scale,
      longerSide: asked.longerSide,
      colours: asked.colours,
      background: asked.background,
      keepMetadata: asked.strip === true ? false : undefined,
      nameTemplate: asked.name,
      onConflict: asked.overwrite === true ? 'overwrite' : undefined,
    });
    if (asked.preview === true) {
      const previews = await client.gallery.previewExport({ ids, options });
      const lines = previews.flatMap(({ name, metadata }) => [
        name,
        ...metadata.map(({ key, text }) => `    ${key}: ${text}`),
      ]);
      output.result(previews, lines.join('\n'));
      return;
    }
    const answer = await client.gallery.exportFiles(
      { ids, folder: resolve(asked.to), options },
      { signal },
    );
    sayEnlarged(output, answer.files);
    output.result(answer, answer.files.map(({ path }) => path).join('\n'));
  });
}

export function rebuild(_args: readonly [], options: GlobalOptions): Promise<void> {
  return withStudio(options, {}, async ({ client, output, signal }) => {
    for await (const event of await client.gallery.rebuild(undefined, { signal })) {
      const { done, total, restored, problems, isFinished } = event;
      output.progress(total === 0 ? 1 : done / total, `${done}/${total} files`);
      if (!isFinished) continue;
      for (const { error } of problems) output.warn(describeError(error, 'en').what);
      output.result(event, `${restored} pictures restored, ${problems.length} files left out.`);
    }
  });
}
