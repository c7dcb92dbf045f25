import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTransaction, openDatabase } from '#main/adapters/sqlite/open-database.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const MIGRATIONS = ['CREATE TABLE notes (text TEXT) STRICT'];

test('a database is brought up to date once, from wherever it was', () => {
  const path = join(temporaryFolder(), 'a.sqlite');
  openDatabase(path, MIGRATIONS).close();
  const later = [...MIGRATIONS, `INSERT INTO notes VALUES ('once')`];
  openDatabase(path, later).close();
  const database = openDatabase(path, later);
  expect(database.prepare('SELECT text FROM notes').all()).toEqual([{ text: 'once' }]);
  database.close();
});

test('a commit that was reported is on disk: WAL and full synchronisation', () => {
  const database = openDatabase(join(temporaryFolder(), 'a.sqlite'), MIGRATIONS);
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
  database.close();
});

test('work that throws leaves nothing', () => {
  const database = openDatabase(join(temporaryFolder(), 'a.sqlite'), MIGRATIONS);
  const broken = new Error('no');
  const work = (): never => {
    database.exec(`INSERT INTO notes VALUES ('half')`);
    throw broken;
  };
  expect(() => inTransaction(database, work)).toThrow(broken);
  expect(database.prepare('SELECT * FROM notes').all()).toEqual([]);
  database.close();
});

test('a full disk and a read-only one are told as such, and nothing of the change stays', () => {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder, 'a.sqlite'), MIGRATIONS);
  const fill = (): void => {
    database.prepare('INSERT INTO notes VALUES (?)').run('x'.repeat(1 << 20));
  };
  // SQLite's own limit stands for the end of the disk: it is reported in the same way.
  database.exec('PRAGMA max_page_count = 20');
  expect(() => inTransaction(database, fill)).toThrow(
    expect.objectContaining({ code: 'library.disk-full', params: { folder } }),
  );
  expect(database.prepare('SELECT * FROM notes').all()).toEqual([]);
  database.exec('PRAGMA query_only = 1');
  expect(() => inTransaction(database, fill)).toThrow(
    expect.objectContaining({ code: 'library.not-writable' }),
  );
  database.close();
});
