/** The files a rule is checked on: the real ones, or a few lines that a test makes up. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SourceTree {
  /** Source files, as paths from the repository's root with forward slashes. */
  readonly files: readonly string[];
  read(file: string): string;
  has(file: string): boolean;
}

const folders = ['shared', 'main', 'renderer', 'resources/locales', 'tests'];
const sources = /\.(ts|svelte|mjs|cjs|js)$/;
const skipped = /^tests\/fixtures\/|\/node_modules\//;

export function repositoryTree(root = join(import.meta.dirname, '../..')): SourceTree {
  const files = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name.replaceAll('\\', '/')}`,
      ),
    )
    .filter((file) => sources.test(file) && !skipped.test(file))
    .sort();
  return {
    files,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    has: (file) => existsSync(join(root, file)),
  };
}

export function madeUpTree(texts: Readonly<Record<string, string>>): SourceTree {
  return {
    files: Object.keys(texts),
    read: (file) => texts[file] ?? '',
    has: (file) => file in texts,
  };
}
