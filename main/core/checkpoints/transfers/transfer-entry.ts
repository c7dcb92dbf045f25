/** One transfer in memory: what is written down of it, and how far and how fast it is. */
import type { Transfer, TransferRecord } from '#shared/domain/transfer.ts';
import { Speedometer } from './speedometer.ts';

export class TransferEntry {
  record: TransferRecord;
  /** Whether this process works on it when it is its turn. */
  isActive = false;
  /** What goes on with it at the moment, and how to stop that. */
  work: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;
  readonly #bytes = new Map<string, number>();
  #speed = new Speedometer();

  constructor(record: TransferRecord) {
    this.record = record;
  }

  setBytes(path: string, bytes: number): void {
    this.#bytes.set(path, bytes);
    this.#speed.mark(this.#doneBytes(), performance.now());
  }

  /** What was there before it ran is no speed. */
  restartClock(): void {
    this.#speed = new Speedometer();
  }

  view(): Transfer {
    const { id, name, source, license, files, isRepair, state, error, createdAt } = this.record;
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    const done = state === 'done' ? total : this.#doneBytes();
    const rate = state === 'running' ? this.#speed.rate(performance.now()) : undefined;
    return {
      ...{ id, name, source, isRepair, state, createdAt },
      ...(license === undefined ? {} : { license }),
      ...(error === undefined ? {} : { error }),
      fileCount: files.length,
      bytes: { done, total },
      ...(rate === undefined
        ? {}
        : {
            bytesPerSecond: Math.round(rate),
            remainingMs: Math.round(((total - done) / rate) * 1000),
          }),
    };
  }

  #doneBytes(): number {
    return this.#bytes.values().reduce((sum, bytes) => sum + bytes, 0);
  }
}
