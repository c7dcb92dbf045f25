import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noteSignIn } from '#main/web/sign-ins.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

test('the tokens of late starts are known again, by their hashes only', async () => {
  const path = join(temporaryFolder(), 'home', 'sign-ins.json');
  await noteSignIn(path, 'first');
  const signIns = await noteSignIn(path, 'second');
  expect(signIns.has('first')).toBe(true);
  expect(signIns.has('second')).toBe(true);
  expect(signIns.has('third')).toBe(false);
  expect(await readFile(path, 'utf8')).not.toMatch(/first|second/);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o077).toBe(0);
});

test('after a month, or eight other starts, they are forgotten', async () => {
  const path = join(temporaryFolder(), 'sign-ins.json');
  const day = 24 * 60 * 60 * 1000;
  await noteSignIn(path, 'old', 0);
  expect((await noteSignIn(path, 'new', 31 * day)).has('old')).toBe(false);
  for (let start = 0; start < 8; start += 1) await noteSignIn(path, `start ${start}`, 32 * day);
  expect((await noteSignIn(path, 'last', 32 * day)).has('new')).toBe(false);
});

test('a file that is none counts for nothing', async () => {
  const path = join(temporaryFolder(), 'sign-ins.json');
  await writeFile(path, '{"hash": 1}');
  expect((await noteSignIn(path, 'token')).has('token')).toBe(true);
});
