/** Where runs lie: a folder each, in the library's own files, so that one removal forgets all of it. */
import type { Curves, RunId } from '#shared/domain/training.ts';
import type { RunRecord } from './run.records.ts';

export interface RunStore {
  /** Those that can be read, in no order. */
  load(): Promise<RunRecord[]>;
  /** Durable when it resolves. Throws `library.not-writable` or `library.disk-full`. */
  save(record: RunRecord): Promise<void>;
  loadCurves(id: RunId): Promise<Curves>;
  saveCurves(id: RunId, curves: Curves): Promise<void>;
  /** The folder that the trainer keeps its state in; made where it is missing. */
  folder(id: RunId): Promise<string>;
  saveSample(id: RunId, step: number, index: number, png: Uint8Array): Promise<void>;
  /** Where a sample lies; undefined where there is none. */
  sample(id: RunId, step: number, index: number): Promise<string | undefined>;
  /** Whether weights of that step are kept. */
  hasPoint(id: RunId, step: number): Promise<boolean>;
  /** The folder with all that is in it. */
  remove(id: RunId): Promise<void>;
}

/** Where adapters go that were made of runs. */
export interface AdapterShelf {
  /** Whether the name is free there. */
  isFree(name: string): Promise<boolean>;
  /**
   * Copies a step's weights there under that name, with more said of them.
   *
   * Throws `library.not-writable` or `library.disk-full`.
   */
  put(
    name: string,
    weights: { readonly folder: string; readonly step: number },
    metadata: Readonly<Record<string, string>>,
  ): Promise<void>;
  remove(name: string): Promise<void>;
}
