/** Opens the library at another place, under everybody who uses it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  MOVING_FILE,
  openLibraryFolder,
  type OpenLibrary,
} from '#main/adapters/disk/library-folder.ts';
import type { PictureFolder } from '#main/adapters/disk/picture-folder.ts';
import type { UploadFolder } from '#main/adapters/disk/upload-folder.ts';
import type { SqlitePictureIndex } from '#main/adapters/sqlite/gallery-index.sqlite.ts';
import type { SqliteJobStore } from '#main/adapters/sqlite/jobs-store.sqlite.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { JobRunner } from '#main/core/jobs/job-runner.ts';
import type { LibrarySwitch } from '#main/core/library/library-disk.port.ts';
import type { OpenTraining } from './open-training.ts';
import { readMoves, rememberMove } from './library-places.ts';

export const INDEX_FILE = 'gallery.sqlite';
export const JOBS_FILE = 'jobs.sqlite';

interface Parts {
  readonly home: string;
  readonly files: PictureFolder;
  readonly uploads: UploadFolder;
  readonly index: SqlitePictureIndex;
  readonly store: SqliteJobStore;
  readonly gallery: Gallery;
  readonly runner: JobRunner;
  readonly taught: Pick<OpenTraining, 'suspend' | 'moveTo'>;
}

export class StudioLibrary implements LibrarySwitch {
  readonly #parts: Parts;
  #open: OpenLibrary;

  constructor(open: OpenLibrary, parts: Parts) {
    this.#open = open;
    this.#parts = parts;
  }

  get folder(): string {
    return this.#open.folder;
  }

  async switchTo(folder: string, complete: () => Promise<void>): Promise<void> {
    const { runner, gallery, taught } = this.#parts;
    // Jobs first: one that is saving needs the turn that is taken next.
    const resume = await runner.suspend();
    const resumeRuns = await taught.suspend();
    try {
      await gallery.holding(async () => {
        await complete();
        const next = await openLibraryFolder(folder);
        try {
          const moves = await readMoves(this.#parts.home);
          this.#take(next, moves);
        } catch (error) {
          next.close();
          throw error;
        }
      });
    } finally {
      resumeRuns();
      resume();
    }
  }

  close(): void {
    this.#open.close();
  }

  /** Without a pause in between: what is written down before is copied, and after it is there. */
  #take(next: OpenLibrary, moves: ReadonlyMap<string, string>): void {
    const { home, files, uploads, index, store, taught } = this.#parts;
    const indexThere = index.copyTo(join(next.privateFolder, INDEX_FILE));
    const copies = [indexThere];
    try {
      copies.push(store.copyTo(join(next.privateFolder, JOBS_FILE)));
      rememberMove(home, moves, { from: this.#open.folder, to: next.folder });
    } catch (error) {
      for (const copy of copies) copy.drop();
      throw error;
    }
    for (const copy of copies) copy.take();
    files.moveTo(next.folder);
    uploads.moveTo(join(next.privateFolder, 'uploads'));
    taught.moveTo(next.privateFolder);
    const old = this.#open;
    this.#open = next;
    old.close();
    rmSync(join(next.folder, MOVING_FILE), { force: true });
  }
}
