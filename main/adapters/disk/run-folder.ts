/** Runs on the disk: a folder each, in the library's private folder. */
import { access, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunStore } from '#main/core/training/runs/run-store.port.ts';
import { runRecordSchema, type RunRecord } from '#main/core/training/runs/run.records.ts';
import { curvesSchema, type Curves, type RunId } from '#shared/domain/training.ts';
import { pointFile } from '#shared/engine-protocol/training.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { toLibraryError } from './disk-errors.ts';
import { makeFolder } from './make-folder.ts';

const RECORD = 'run.json';
const CURVES = 'curves.json';
const SAMPLES = 'samples';

export class RunFolder implements RunStore {
  #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The library is at another place from now on. */
  moveTo(folder: string): void {
    this.#folder = folder;
  }

  async load(): Promise<RunRecord[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const records: RunRecord[] = [];
    for (const name of names) {
      const { data } = runRecordSchema.safeParse(await readJson(join(this.#folder, name, RECORD)));
      // A folder without a record is what a removal left that was cut off.
      if (data === undefined) await rm(join(this.#folder, name), { recursive: true, force: true });
      else records.push(data);
    }
    return records;
  }

  save(record: RunRecord): Promise<void> {
    const path = join(this.#folder, record.run.id, RECORD);
    return writeFileAtomically(path, `${JSON.stringify(record, undefined, 1)}\n`);
  }

  async loadCurves(id: RunId): Promise<Curves> {
    const content = await readJson(join(this.#folder, id, CURVES));
    return curvesSchema.safeParse(content).data ?? { training: [], heldOut: [] };
  }

  saveCurves(id: RunId, curves: Curves): Promise<void> {
    return writeFileAtomically(join(this.#folder, id, CURVES), JSON.stringify(curves));
  }

  async folder(id: RunId): Promise<string> {
    const folder = join(this.#folder, id);
    await makeFolder(folder);
    return folder;
  }

  saveSample(id: RunId, step: number, index: number, png: Uint8Array): Promise<void> {
    return writeFileAtomically(this.#sample(id, step, index), png);
  }

  async sample(id: RunId, step: number, index: number): Promise<string | undefined> {
    const path = this.#sample(id, step, index);
    return (await isThere(path)) ? path : undefined;
  }

  hasPoint(id: RunId, step: number): Promise<boolean> {
    return isThere(join(this.#folder, id, pointFile(step)));
  }

  async remove(id: RunId): Promise<void> {
    const folder = join(this.#folder, id);
    try {
      // The record first: what a crash leaves of the rest is swept at the next start.
      await rm(join(folder, RECORD), { force: true });
      await rm(folder, { recursive: true, force: true });
    } catch (error) {
      throw toLibraryError(error, folder);
    }
  }

  #sample(id: RunId, step: number, index: number): string {
    return join(this.#folder, id, SAMPLES, `${step}-${index}.png`);
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
