import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLibraryFolder } from '#main/adapters/disk/library-folder.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

test('a library is open once; who comes second is told', async () => {
  const folder = temporaryFolder();
  const first = await openLibraryFolder(folder);
  await expect(openLibraryFolder(folder)).rejects.toMatchObject({ code: 'library.locked' });
  first.close();
  (await openLibraryFolder(folder)).close();
});

test('only a library that was not closed is said to be left open', async () => {
  const folder = temporaryFolder();
  const first = await openLibraryFolder(folder);
  expect(first.wasLeftOpen).toBe(false);
  first.close();
  const second = await openLibraryFolder(folder);
  expect(second.wasLeftOpen).toBe(false);
  second.close();
  // As a killed process leaves it: the system frees the lock, the mark stays.
  writeFileSync(join(second.privateFolder, 'open'), '');
  const third = await openLibraryFolder(folder);
  expect(third.wasLeftOpen).toBe(true);
  third.close();
});

test('a library of a later Easel is left alone, and a damaged library file is no obstacle', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'easel-library.json');
  writeFileSync(file, '{"format":2}');
  await expect(openLibraryFolder(folder)).rejects.toMatchObject({ code: 'library.newer' });
  writeFileSync(file, 'rubbish');
  (await openLibraryFolder(folder)).close();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ format: 1 });
});

test.runIf(process.platform === 'linux')('a system folder is refused at once', async () => {
  await expect(openLibraryFolder('/proc/easel/library')).rejects.toMatchObject({
    code: 'library.not-writable',
  });
});
