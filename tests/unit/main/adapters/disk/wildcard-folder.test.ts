import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WildcardFolder } from '#main/adapters/disk/wildcard-folder.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

test('each text file is a list, named by its path; comments and empty lines are none of it', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'plants'));
  writeFileSync(join(folder, 'animal.txt'), '# pets\ncat\r\n\n  dog  \n');
  writeFileSync(join(folder, 'plants/tree.txt'), 'oak');
  writeFileSync(join(folder, 'notes.md'), 'not a list');
  const lookup = await new WildcardFolder(folder).load();
  expect(lookup('animal')).toEqual(['cat', 'dog']);
  expect(lookup('plants/tree')).toEqual(['oak']);
  expect(lookup('notes')).toBeUndefined();
  expect(lookup('../animal')).toBeUndefined();
  expect(await new WildcardFolder(folder).list()).toEqual([
    { name: 'animal', count: 2 },
    { name: 'plants/tree', count: 1 },
  ]);
});

test('no folder, no wildcards; a huge file is left out', async () => {
  const folder = temporaryFolder();
  expect((await new WildcardFolder(join(folder, 'gone')).load())('animal')).toBeUndefined();
  writeFileSync(join(folder, 'huge.txt'), 'x\n'.repeat(1 << 20));
  expect((await new WildcardFolder(folder).load())('huge')).toBeUndefined();
});
