/** SQLite files as Easel uses them: WAL, durable commits, a version that only rises. */
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EaselError } from '#shared/errors/easel-error.ts';

/**
 * Opens a database and brings it up to date. Migration i takes it from version i to i + 1.
 *
 * Throws `library.newer` for a file of a later Easel.
 */
export function openDatabase(path: string, migrations: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  // FULL: a commit that was reported is on disk, also after a power cut.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > migrations.length) {
    database.close();
    throw new EaselError('library.newer', { folder: path });
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN; ${migration}; PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
  return database;
}

/**
 * Runs `work` in one transaction; nothing of it stays when it throws.
 *
 * Throws `library.disk-full` or `library.not-writable` where the disk is to blame.
 */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // After some failures SQLite has rolled back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw toLibraryError(error, dirname(database.location() ?? ''));
  }
}

/** SQLite's primary result codes: SQLITE_READONLY 8, SQLITE_FULL 13. */
function toLibraryError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  if (code === 13) return new EaselError('library.disk-full', { folder }, { cause: error });
  if (code !== 8) return error;
  return new EaselError('library.not-writable', { folder, reason: 'read-only' }, { cause: error });
}
