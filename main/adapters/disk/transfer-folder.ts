/**
 * Weights on their way in, in a hidden folder beside the checkpoints: on the same disk, so that what
 * is whole needs only a new name. `{id}/transfer.json` says what is wanted, `{id}/files/` holds it.
 */
import { createReadStream } from 'node:fs';
import {
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  statfs,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type {
  PartKind,
  PartWriter,
  TransferSpace,
} from '#main/core/checkpoints/transfers/transfer-space.port.ts';
import {
  originSchema,
  transferRecordSchema,
  type Origin,
  type TransferId,
  type TransferRecord,
} from '#shared/domain/transfer.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { syncFolder, writeFileAtomically } from './atomic-write.ts';
import { toLibraryError } from './disk-errors.ts';
import { makeFolder } from './make-folder.ts';
import { ORIGIN_FILE, readOrigin } from './origin-file.ts';

const FOLDER = '.transfers';
const RECORD = 'transfer.json';
const PART = '.easel-part';
const MAX_RECORD_BYTES = 8 << 20;

export class TransferFolder implements TransferSpace {
  readonly folder: string;
  #lock: DatabaseSync | undefined;

  /** @param folder where checkpoints lie; made when something comes */
  constructor(folder: string) {
    this.folder = folder;
  }

  async claim(): Promise<void> {
    await makeFolder(join(this.folder, FOLDER));
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(join(this.folder, FOLDER, 'lock.sqlite'), { timeout: 0 });
      // The system itself ends the transaction when the process dies.
      database.exec('BEGIN EXCLUSIVE');
      this.#lock = database;
    } catch (error) {
      database?.close();
      if (/locked|busy/i.test(String(error))) throw new EaselError('transfer.elsewhere');
      throw toLibraryError(error, this.folder);
    }
  }

  release(): void {
    this.#lock?.close();
    this.#lock = undefined;
  }

  async list(): Promise<TransferRecord[]> {
    const names = await readdir(join(this.folder, FOLDER)).catch(() => []);
    const records: TransferRecord[] = [];
    for (const name of names) {
      const record = await readRecord(join(this.folder, FOLDER, name, RECORD));
      if (record === undefined || record.id !== name) continue;
      // It had become an addition, and only its journal was not gone yet.
      if (await this.#isInstalled(record)) await this.discard(record.id);
      else records.push(record);
    }
    return records.toSorted((a, b) => a.createdAt - b.createdAt);
  }

  async save(record: TransferRecord): Promise<void> {
    await writeFileAtomically(
      join(this.#place(record.id), RECORD),
      `${JSON.stringify(record, undefined, 1)}\n`,
    );
  }

  async discard(id: TransferId): Promise<void> {
    await rm(this.#place(id), { recursive: true, force: true });
  }

  async freeBytes(): Promise<number> {
    await makeFolder(this.folder);
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  async size(id: TransferId, path: string, kind: PartKind): Promise<number | undefined> {
    const info = await stat(this.#file(id, path, kind)).catch(() => undefined);
    return info?.isFile() === true ? info.size : undefined;
  }

  read(
    id: TransferId,
    path: string,
    kind: PartKind,
    signal?: AbortSignal,
  ): AsyncIterable<Uint8Array> {
    const stream = createReadStream(this.#file(id, path, kind), { signal, highWaterMark: 1 << 20 });
    return stream as AsyncIterable<Buffer>;
  }

  async openPart(id: TransferId, path: string, from: number): Promise<PartWriter> {
    const place = this.#file(id, path, 'part');
    try {
      await mkdir(dirname(place), { recursive: true });
      const file = await open(place, from === 0 ? 'w' : 'r+');
      let at = from;
      await file.truncate(from);
      const { folder } = this;
      return {
        async write(chunk) {
          try {
            for (let done = 0; done < chunk.length;) {
              const { bytesWritten } = await file.write(chunk, done, chunk.length - done, at);
              done += bytesWritten;
              at += bytesWritten;
            }
          } catch (error) {
            throw toLibraryError(error, folder);
          }
        },
        sync: () => file.sync(),
        close: () => file.close(),
      };
    } catch (error) {
      throw toLibraryError(error, this.folder);
    }
  }

  async finishPart(id: TransferId, path: string): Promise<void> {
    const whole = this.#file(id, path, 'whole');
    await rename(this.#file(id, path, 'part'), whole);
    await syncFolder(dirname(whole));
  }

  async drop(id: TransferId, path: string): Promise<void> {
    await rm(this.#file(id, path, 'part'), { force: true });
    await rm(this.#file(id, path, 'whole'), { force: true });
  }

  async link(id: TransferId, path: string, from: string): Promise<boolean> {
    const whole = this.#file(id, path, 'whole');
    try {
      await mkdir(dirname(whole), { recursive: true });
      // A link to a link would leave us with a name that leads elsewhere.
      await link(await realpath(from), whole);
      return true;
    } catch {
      // Another disk, or one without links: it is copied then.
      return false;
    }
  }

  async hasAddition(name: string): Promise<boolean> {
    return (await lstat(join(this.folder, name)).catch(() => undefined)) !== undefined;
  }

  async install(record: TransferRecord, origin: Origin): Promise<void> {
    const from = join(this.#place(record.id), 'files');
    const target = join(this.folder, record.name);
    try {
      if (record.isRepair) await replaceFiles(from, target, origin);
      else {
        await writeFileAtomically(join(from, ORIGIN_FILE), toText(origin));
        await rename(from, target);
        await syncFolder(this.folder);
      }
    } catch (error) {
      throw toLibraryError(error, this.folder);
    }
    await this.discard(record.id);
  }

  async #isInstalled(record: TransferRecord): Promise<boolean> {
    const origin = await readOrigin(join(this.folder, record.name));
    return origin?.transfer === record.id;
  }

  #place(id: TransferId): string {
    return join(this.folder, FOLDER, basename(id));
  }

  #file(id: TransferId, path: string, kind: PartKind): string {
    return join(this.#place(id), 'files', `${path}${kind === 'part' ? PART : ''}`);
  }
}

/** File by file; the note of what the folder must contain comes last. */
async function replaceFiles(from: string, target: string, origin: Origin): Promise<void> {
  const before = originSchema.parse(await readOrigin(target));
  for (const { path } of origin.files) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await rename(join(from, path), join(target, path));
    await syncFolder(dirname(join(target, path)));
  }
  const repaired = new Map(origin.files.map((file) => [file.path, file]));
  const files = before.files.map((file) => repaired.get(file.path) ?? file);
  await writeFileAtomically(
    join(target, ORIGIN_FILE),
    toText({ ...before, transfer: origin.transfer, files }),
  );
}

function toText(origin: Origin): string {
  return `${JSON.stringify(origin, undefined, 2)}\n`;
}

async function readRecord(path: string): Promise<TransferRecord | undefined> {
  try {
    if ((await stat(path)).size > MAX_RECORD_BYTES) return undefined;
    return transferRecordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
