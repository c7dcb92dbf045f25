/** Own words from a folder and from tags, suggested and forgotten, with the shipped CLIP. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio } from '#main/studio/open-studio.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const colours = { zorb: '220,40,40', quill: '40,60,220', fenn: '40,160,60' };
type Word = keyof typeof colours;

async function draw(folder: string, word: Word, number: number): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${word}-${number}.png`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><circle cx="${26 + 3 * (number % 4)}" cy="32" r="${14 + 2 * number}" fill="rgb(${colours[word]})"/></svg>`;
  await sharp(Buffer.from(svg)).png().toFile(path);
  return path;
}

test('words nobody has heard of are learnt from a folder, suggested, accepted and forgotten', async () => {
  const [library, files] = [temporaryFolder(), temporaryFolder()];
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  const words = Object.keys(colours) as Word[];
  // One word has fewer examples than the others.
  for (const word of words) {
    for (let number = 0; number < (word === 'fenn' ? 2 : 3); number += 1) {
      await draw(join(files, 'taught', word), word, number);
    }
  }
  const before = readdirSync(join(files, 'taught'), { recursive: true }).toSorted();
  const studio = await openStudio({ host: 'cli', library });
  onTestFinished(() => studio.close());
  const client = studio.client();
  const paths = await Promise.all(words.map((word) => draw(join(files, 'new'), word, 3)));
  await client.gallery.importFiles({ paths });

  const source = { kind: 'folder', folder: join(files, 'taught') } as const;
  const learnt = await client.tags.train({ name: 'mine', source });
  expect(learnt.learnt!.words.map(({ word }) => word).toSorted()).toEqual(words.toSorted());
  const { trained, zeroShot, of } = learnt.learnt!.report;
  expect(of).toBe(8);
  expect(trained - zeroShot).toBeGreaterThan(of * 0.2);
  // Nothing in the person's folder was touched.
  expect(readdirSync(join(files, 'taught'), { recursive: true }).toSorted()).toEqual(before);

  const { pictures } = await client.gallery.list({});
  const ids = pictures.map(({ id }) => id);
  const found = await client.tags.suggest({ id: learnt.id, pictures: ids, from: 0.4 });
  const wordOf = new Map(found.map(({ picture, word }) => [picture, word]));
  for (const { id, sourceName } of pictures) {
    expect(sourceName).toContain(wordOf.get(id));
  }
  const [first] = found;
  await client.gallery.update({ ids: [first!.picture], addTags: [first!.word] });
  const again = await client.tags.suggest({ id: learnt.id, pictures: ids, from: 0.4 });
  expect(again.map(({ picture }) => picture)).not.toContain(first!.picture);

  await expect(client.tags.train({ name: 'tags', source: { kind: 'tags' } })).rejects.toMatchObject(
    { code: 'tags.too-few-words' },
  );
  const missing = { kind: 'folder', folder: join(files, 'nowhere') } as const;
  await expect(client.tags.train({ name: 'x', source: missing })).rejects.toMatchObject({
    code: 'tags.folder-unreadable',
  });

  await client.tags.remove({ id: learnt.id });
  expect(await client.tags.list()).toEqual([]);
  expect(existsSync(join(library, 'vocabularies', learnt.id))).toBe(false);
}, 120_000);
