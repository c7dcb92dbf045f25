/** Decides about one import: where it leads, and whether the table allows it. */
import { matchesGlob, posix } from 'node:path';
import { importTable, type LayerRule } from './import-table.ts';

export type Target =
  | { readonly kind: 'ours'; readonly path: string; readonly isRelative: boolean }
  | { readonly kind: 'package'; readonly name: string };

interface Layer {
  readonly rule: LayerRule;
  /** The concrete folder, such as `renderer/features/create` for the row `renderer/features/*`. */
  readonly folder: string;
}

/** The layer a file lies in; undefined for a folder that no row speaks for. */
function layerOf(file: string): Layer | undefined {
  const folders = posix.dirname(file).split('/');
  const matches = importTable.flatMap((rule) => {
    const parts = rule.layer.split('/');
    const fits = parts.every(
      (part, i) => folders[i] !== undefined && matchesGlob(folders[i], part),
    );
    return fits ? [{ rule, folder: folders.slice(0, parts.length).join('/') }] : [];
  });
  return matches.sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** Where a specifier written in a file leads, by package.json's `imports` and plain relative paths. */
export function targetOf(file: string, specifier: string): Target {
  const path = specifier.replace(/\?.*$/, '');
  if (path.startsWith('#')) return { kind: 'ours', path: path.slice(1), isRelative: false };
  if (path.startsWith('.')) {
    return { kind: 'ours', path: posix.join(posix.dirname(file), path), isRelative: true };
  }
  if (path.startsWith('node:')) return { kind: 'package', name: path };
  const parts = path.split('/');
  return { kind: 'package', name: parts.slice(0, path.startsWith('@') ? 2 : 1).join('/') };
}

/** Undefined when the import is allowed, else one sentence that says why it is not. */
export function judgeImport(file: string, specifier: string): string | undefined {
  const layer = layerOf(file);
  if (layer === undefined) {
    return file.includes('/')
      ? 'This folder has no row in tests/architecture/import-table.ts.'
      : undefined;
  }
  const { rule, folder } = layer;
  const target = targetOf(file, specifier);
  if (target.kind === 'package') {
    return isAllowed(target.name, rule.packages)
      ? undefined
      : `${rule.layer} may not import the package ${target.name}.`;
  }
  if (target.path.startsWith(`${folder}/`)) return undefined;
  if (!isAllowed(target.path, rule.ours)) return `${rule.layer} may not import ${target.path}.`;
  if (target.isRelative && !sharesFolder(file, target.path)) {
    return `An import that leaves ${folder} is written #${target.path}.`;
  }
  return undefined;
}

/** Rows may be nested (main/engine/runtime in main/engine); between those, relative paths are fine. */
function sharesFolder(file: string, path: string): boolean {
  const [a, b] = [file, path].map((name) => name.split('/').slice(0, 2).join('/'));
  return a === b;
}

function isAllowed(name: string, globs: readonly string[]): boolean {
  return globs.some(
    (glob) => matchesGlob(name, glob) || (glob === 'node:*' && name.startsWith('node:')),
  );
}
