/** `easel recall`: what picture files say about how they were made. */
import { resolve } from 'node:path';
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';

export async function recall(files: readonly string[], options: GlobalOptions): Promise<void> {
  await withStudio(options, {}, async ({ client, output, signal }) => {
    for (const file of files) {
      const settings = await client.gallery.recallFile({ path: resolve(file) }, { signal });
      const text = inWords(settings);
      output.result({ file, ...settings }, files.length === 1 ? text : `${file}\n${text}\n`);
    }
  });
}

function inWords(settings: RecalledSettings): string {
  const { tool, prompt, negativePrompt, seed, steps, guidance, scheduler, size, checkpointName } =
    settings;
  const lines: readonly (readonly [string, unknown])[] = [
    ['made by', tool],
    ['prompt', prompt],
    ['negative', negativePrompt],
    ['seed', seed],
    ['steps', steps],
    ['guidance', guidance],
    ['scheduler', scheduler],
    ['size', size === undefined ? undefined : `${size.width} × ${size.height}`],
    ['checkpoint', checkpointName],
    ...settings.notes.map((note) => ['also', note] as const),
  ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name.padEnd(11)}${String(value)}`)
    .join('\n');
}
