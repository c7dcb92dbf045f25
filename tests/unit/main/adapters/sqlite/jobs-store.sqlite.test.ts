import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { SqliteJobStore } from '#main/adapters/sqlite/jobs-store.sqlite.ts';
import type { JobId } from '#shared/domain/ids.ts';
import { jobSettings } from '#tests/support/job-settings.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

function open() {
  const path = join(temporaryFolder(), 'jobs.sqlite');
  const store = new SqliteJobStore(path);
  const add = (id: string) =>
    store.insert({
      ...{ id: id as JobId, kind: 'generate', state: 'waiting', createdAt: 1, attempts: 0 },
      ...{ settings: jobSettings(), pictures: [] },
    });
  return { path, store, add };
}

test('every change takes the next number', () => {
  const { store, add } = open();
  const first = add('a');
  const second = add('b');
  const changed = store.transition(first.id, ['waiting'], 'running', { attempts: 1 });
  expect([first.seq, second.seq, changed?.seq]).toEqual([1, 2, 3]);
  expect(store.get(first.id)).toEqual(changed);
});

test('a transition happens only from the states named', () => {
  const { store, add } = open();
  const { id, seq } = add('a');
  expect(store.transition(id, ['running'], 'done')).toBeUndefined();
  expect(store.transition('gone' as JobId, ['waiting'], 'done')).toBeUndefined();
  expect(store.get(id)).toMatchObject({ state: 'waiting', seq });
});

test.each([
  ['no JSON', '{"id": '],
  ['a foreign record', '{"kind":"paint"}'],
])('a row with %s is a failed job, and the next one runs', (_name, record) => {
  const { path, store, add } = open();
  add('bad');
  add('good');
  const other = new DatabaseSync(path);
  other.prepare(`UPDATE jobs SET record = ? WHERE id = 'bad'`).run(record);
  other.close();
  expect(store.nextWaiting()?.id).toBe('good');
  expect(store.get('bad' as JobId)).toMatchObject({
    state: 'failed',
    error: { code: 'internal.unexpected' },
  });
  expect(store.removeTerminal()).toEqual(['bad']);
});

test('a file of a later version is refused and left alone', () => {
  const { path, store } = open();
  store.close();
  const other = new DatabaseSync(path);
  other.exec('PRAGMA user_version = 99');
  other.close();
  expect(() => new SqliteJobStore(path)).toThrow(
    expect.objectContaining({ code: 'library.newer' }),
  );
});
