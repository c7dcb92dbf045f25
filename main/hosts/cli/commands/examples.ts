/** The examples at the end of a help text: command lines and what they are for. */
export function examples(
  ...rows: readonly (readonly [command: string, purpose: string])[]
): string {
  const lines = rows.map(([command, purpose]) => `  $ ${command}\n      ${purpose}`);
  return `\nExamples:\n${lines.join('\n')}\n`;
}
