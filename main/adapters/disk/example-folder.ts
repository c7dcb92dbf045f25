import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExampleFolder } from '#main/core/tags/example-folder.port.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const PICTURE_NAME = /^[^.].*\.(png|jpe?g|webp|avif|gif|tiff?)$/i;
/** Of a word; more would not teach more. */
const MOST_EXAMPLES = 200;

export const exampleFolder: ExampleFolder = {
  async list(folder) {
    const root = resolve(folder);
    const entries = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
      throw new EaselError('tags.folder-unreadable', { folder: root }, { cause });
    });
    const words = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    return Promise.all(
      words.map(async ({ name }) => {
        const files = await readdir(join(root, name)).catch(() => []);
        const pictures = files.filter((file) => PICTURE_NAME.test(file)).toSorted();
        const paths = pictures.slice(0, MOST_EXAMPLES).map((file) => join(root, name, file));
        return { word: name.normalize('NFC').slice(0, 64), paths };
      }),
    );
  },
};
