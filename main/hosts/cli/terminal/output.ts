/** What goes where: results to stdout, everything else to stderr. */
import type { GlobalOptions } from '../global-options.ts';
import { createProgressBar } from './progress-bar.ts';

export interface Output {
  /** The command's result: text for people, or the document with `--json`. */
  result(document: unknown, text: string): void;
  /** One event of a stream: text, or one JSON line. Undefined text: nothing for people. */
  event(document: unknown, text: string | undefined): void;
  /** A remark for people, on stderr; silent with `--quiet` and `--json`. */
  say(text: string): void;
  /** A complaint about one part of the work, on stderr. */
  warn(text: string): void;
  /** Draws the bar where there is a terminal. `fraction` is 0..1. */
  progress(fraction: number, text: string): void;
  endProgress(): void;
}

export function createOutput({ json, quiet }: GlobalOptions): Output {
  const isJson = json === true;
  const bar = createProgressBar(process.stderr, quiet !== true);
  return {
    result(document, text) {
      bar.clear();
      write(isJson ? JSON.stringify(document, undefined, 2) : text);
    },
    event(document, text) {
      bar.clear();
      if (isJson) write(JSON.stringify(document));
      else if (text !== undefined) write(text);
    },
    say(text) {
      bar.clear();
      if (quiet !== true && !isJson) process.stderr.write(`${text}\n`);
    },
    warn(text) {
      bar.clear();
      process.stderr.write(`${text}\n`);
    },
    progress: (fraction, text) => bar.draw(fraction, text),
    endProgress: () => bar.clear(),
  };
}

function write(text: string): void {
  if (text !== '') process.stdout.write(`${text}\n`);
}
