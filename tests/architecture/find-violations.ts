/** Runs the rules over a tree: forbidden imports, imports that lead nowhere, and cycles. */
import { importsOf } from './imports-of.ts';
import { judgeImport, targetOf } from './judge-import.ts';
import type { SourceTree } from './source-tree.ts';

export function findViolations(tree: SourceTree): string[] {
  return tree.files.flatMap((file) =>
    importsOf(file, tree.read(file)).flatMap(({ specifier, line }) => {
      const target = targetOf(file, specifier);
      const problem =
        judgeImport(file, specifier) ??
        (target.kind === 'ours' && !tree.has(target.path)
          ? `There is no ${target.path}.`
          : undefined);
      return problem === undefined ? [] : [`${file}:${String(line)} ${problem}`];
    }),
  );
}

/** Each cycle once, as `a → b → a`, found by walking depth first. Type-only imports count. */
export function findCycles(tree: SourceTree): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  function visit(file: string): void {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file].join(' → '));
    } else if (!done.has(file) && tree.has(file)) {
      path.push(file);
      neighbours(tree, file).forEach(visit);
      path.pop();
      done.add(file);
    }
  }
  tree.files.forEach(visit);
  return cycles;
}

function neighbours(tree: SourceTree, file: string): string[] {
  if (!tree.files.includes(file)) return [];
  const targets = importsOf(file, tree.read(file)).map(({ specifier }) =>
    targetOf(file, specifier),
  );
  return [...new Set(targets.flatMap((target) => (target.kind === 'ours' ? [target.path] : [])))];
}
