/** Renaming by rules: the first pattern that fits decides. */

export type Rule = readonly [
  pattern: RegExp,
  replacement: string | ((...parts: string[]) => string),
];

/** The name after every rule of the list has had its turn, in order. */
export function rename(name: string, rules: readonly Rule[]): string {
  let renamed = name;
  for (const [pattern, replacement] of rules) {
    renamed =
      typeof replacement === 'string'
        ? renamed.replace(pattern, replacement)
        : renamed.replace(pattern, (_, ...groups: unknown[]) =>
            replacement(...groups.filter((group) => typeof group === 'string')),
          );
  }
  return renamed;
}
