/** SQLite files as Easel uses them: WAL, durable commits, a version that only rises. */
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

/** Runs `work` in one transaction; nothing of it stays when it throws. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
