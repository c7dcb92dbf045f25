import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SavedSearchFile } from '#main/adapters/disk/saved-search-file.ts';
import { SavedSearches } from '#main/core/search/saved-searches.ts';
import { openLibrary } from '#tests/support/library.ts';

function open(folder?: string) {
  const library = openLibrary(folder);
  const { files, gallery } = library;
  const searches = new SavedSearches(new SavedSearchFile(files), (work) => gallery.holding(work));
  return { ...library, searches };
}

const fox = { name: 'Foxes', query: 'fox rating:>=3', sort: 'newest' } as const;

test('a search is saved, changed, removed and put back under its id', async () => {
  const { searches } = open();
  const saved = await searches.save(fox);
  await searches.save({ ...fox, name: 'All' });
  expect((await searches.list()).map(({ name }) => name)).toEqual(['All', 'Foxes']);
  await expect(searches.save(fox)).rejects.toMatchObject({ code: 'saved-search.name-taken' });
  const renamed = await searches.save({ ...fox, id: saved.id, name: 'Red foxes' });
  expect(renamed).toEqual({ ...saved, name: 'Red foxes' });
  await searches.remove(saved.id);
  await expect(searches.remove(saved.id)).rejects.toMatchObject({
    code: 'saved-search.not-found',
  });
  expect((await searches.save({ ...fox, id: saved.id })).id).toBe(saved.id);
});

test('they outlive the index and the program, and two changes at once both stay', async () => {
  const { searches, folder, gallery } = open();
  await Promise.all([searches.save(fox), searches.save({ ...fox, name: 'Others' })]);
  await Array.fromAsync(gallery.rebuild());
  await rm(join(folder, 'index.sqlite'), { force: true });
  expect((await open(folder).searches.list()).map(({ name }) => name)).toEqual(['Foxes', 'Others']);
});

test('everybody who looks is told, beginning with what is there', async () => {
  const { searches } = open();
  await searches.save(fox);
  const stop = new AbortController();
  const seen: string[][] = [];
  for await (const all of searches.watch(stop.signal)) {
    seen.push(all.map(({ name }) => name));
    if (seen.length === 1) await searches.save({ ...fox, name: 'Second' });
    else stop.abort();
  }
  expect(seen).toEqual([['Foxes'], ['Foxes', 'Second']]);
});

test('a file that cannot be read is put aside, not written over', async () => {
  const { searches, folder } = open();
  await writeFile(join(folder, 'searches.json'), '{"format": 1, "searches": [');
  expect(await searches.list()).toEqual([]);
  await searches.save(fox);
  expect(await readFile(join(folder, 'searches.broken.json'), 'utf8')).toContain('"searches": [');
  expect(await readdir(folder)).toContain('searches.json');
});
