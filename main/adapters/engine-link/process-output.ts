/** The end of what a process said, for the reason of a crash. */

const KEPT_OUTPUT = 2000;

export interface KeptOutput {
  /** How it ended, and the last line that sounds like a cause. */
  reason(how: string): string;
}

export function keepOutput(
  streams: readonly (NodeJS.ReadableStream | null | undefined)[],
): KeptOutput {
  let output = '';
  for (const stream of streams) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_OUTPUT);
    });
  }
  return {
    reason(how) {
      const lines = output.trim().split('\n');
      const said = lines.findLast((line) => /error|abort|alloc/i.test(line))?.trim();
      return said === undefined ? how : `${how}: ${said.slice(0, 200)}`;
    },
  };
}
