/** A database as it is at this moment, in another place. */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** A copy that is open: it takes the original's place, or is let go of. */
export interface DatabaseCopy {
  take(): void;
  drop(): void;
}

/** Replaces what a failed attempt left there. The copy is durable when this returns. */
export function copyDatabase(database: DatabaseSync, path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal'])
    rmSync(`${path}${suffix}`, { force: true });
  database.prepare('VACUUM INTO ?').run(path);
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
