/** One line that is drawn over itself, on a terminal only. */
import type { WriteStream } from 'node:tty';

export interface ProgressBar {
  /** `fraction` is 0..1. */
  draw(fraction: number, text: string): void;
  /** Takes the line away, so that other text starts on a clean one. */
  clear(): void;
}

const WIDTH = 24;

export function createProgressBar(
  stream: Pick<WriteStream, 'isTTY' | 'columns' | 'write'>,
  isWanted: boolean,
): ProgressBar {
  const isDrawn = isWanted && stream.isTTY;
  let last = '';
  return {
    draw(fraction, text) {
      const line = `${formatBar(fraction)} ${text}`.slice(0, Math.max(20, stream.columns - 1));
      if (!isDrawn || line === last) return;
      stream.write(`\r\u001b[2K${line}`);
      last = line;
    },
    clear() {
      if (last !== '') stream.write('\r\u001b[2K');
      last = '';
    },
  };
}

export function formatBar(fraction: number): string {
  const inside = Math.min(1, Math.max(0, fraction));
  const filled = Math.round(inside * WIDTH);
  const percent = `${Math.round(inside * 100)}`.padStart(3);
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${percent} %`;
}

/** Time left as a person says it: `8 s`, `2 min 5 s`. */
export function formatSeconds(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
