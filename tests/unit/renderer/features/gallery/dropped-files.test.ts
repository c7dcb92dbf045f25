import { expect, test } from 'vitest';
import { picturesAmong, walkEntries } from '#renderer/features/gallery/dropped-files.ts';

/** What a browser hands over of a drop: a file is its name, a folder its content. */
type Tree = string | { readonly name: string; readonly content: readonly Tree[] | 'locked' };

function entryOf(tree: Tree): FileSystemEntry {
  if (typeof tree === 'string') {
    const file = (resolve: (file: File) => void, reject: (error: Error) => void): void => {
      if (tree.startsWith('locked')) reject(new DOMException('', 'NotReadableError'));
      else resolve(new File(['x'], tree));
    };
    return { isFile: true, isDirectory: false, name: tree, file } as unknown as FileSystemEntry;
  }
  const { name, content } = tree;
  const createReader = (): object => {
    let at = 0;
    return {
      readEntries: (resolve: (entries: FileSystemEntry[]) => void, reject: (e: Error) => void) => {
        if (content === 'locked') reject(new DOMException('', 'NotFoundError'));
        // A hundred at a time, as Chromium does.
        else resolve(content.slice(at, (at += 100)).map(entryOf));
      },
    };
  };
  return { isFile: false, isDirectory: true, name, createReader } as unknown as FileSystemEntry;
}

test('what cannot be read is named, and the rest is taken', async () => {
  const { files, problems } = await walkEntries(
    [
      'a.png',
      'locked.png',
      {
        name: 'trip',
        content: ['b.jpg', 'notes.txt', 'locked.jpg', { name: 'c', content: ['c.webp'] }],
      },
      { name: 'secret', content: 'locked' as const },
      'readme.txt',
    ].map(entryOf),
  );
  expect(files.map(({ name }) => name)).toEqual(['a.png', 'b.jpg', 'c.webp', 'readme.txt']);
  expect(problems).toMatchObject([
    { name: 'locked.png', error: { code: 'import.unreadable' } },
    { name: 'locked.jpg', error: { params: { reason: 'NotReadableError' } } },
    { name: 'secret', error: { params: { reason: 'NotFoundError' } } },
  ]);
});

test('a large folder is taken whole, dropped or picked', async () => {
  const content = Array.from({ length: 10_250 }, (_, at) => `${at}.png`);
  const { files } = await walkEntries([entryOf({ name: 'all', content })]);
  expect(files).toHaveLength(10_250);
  expect(picturesAmong(files)).toHaveLength(10_250);
});

test('a walk that is stopped ends', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(walkEntries([entryOf('a.png')], stop.signal)).rejects.toThrow('Cancelled');
});
