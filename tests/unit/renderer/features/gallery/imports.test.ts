import { expect, test } from 'vitest';
import { UndoStack } from '#renderer/client/undo.svelte.ts';
import { Imports } from '#renderer/features/gallery/imports.svelte.ts';
import type { UploadAnswers } from '#renderer/shell/upload.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { openGalleryClient } from '#tests/support/gallery-client.ts';

type Answer = UploadAnswers['import'];

/** Uploads that end when the test says so, in the order they were begun. */
async function open(pictures: number) {
  const { client, ids } = await openGalleryClient(pictures);
  const uploads: { name: string; end: (answer: Answer | EaselError) => void }[] = [];
  const said: string[] = [];
  const undo = new UndoStack();
  const imports = new Imports({
    client,
    undo,
    voice: {
      say: (text) => void said.push(text()),
      fail: (error) => void said.push(String(error)),
      announce: () => undefined,
    },
    shell: {
      upload: (_path, file) =>
        new Promise<never>((resolve, reject) => {
          uploads.push({
            name: file.name,
            end: (answer) => {
              if (answer instanceof EaselError) reject(answer);
              else resolve(answer as never);
            },
          });
        }),
    },
  });
  const library = await client.gallery.getMany({ ids: [...ids] });
  return { client, ids, library, imports, uploads, undo, said };
}

const file = (name: string): File => new File(['x'], name);
const asNew = (picture: Picture | undefined): Answer => ({ picture: picture!, isNew: true });

test('an upload that ends after Stop counts to no later import', async () => {
  const { library, imports, uploads } = await open(2);
  const first = imports.add([file('old.png')]);
  imports.stop();
  const second = imports.add([file('new.png'), file('newer.png')]);
  uploads[0]?.end(asNew(library[0]));
  await first;
  expect(imports).toMatchObject({ isRunning: true, done: 0, total: 2 });
  uploads[1]?.end(asNew(library[1]));
  uploads[2]?.end(new EaselError('picture.unreadable', { name: 'newer.png', reason: 'x' }));
  await second;
  expect(imports).toMatchObject({ isRunning: false, done: 2, total: 2 });
  expect(imports.problems).toMatchObject([{ name: 'newer.png' }]);
});

test('a fault of the stopped import is not told as one of the next', async () => {
  const { imports, uploads } = await open(0);
  const first = imports.add([file('old.png')]);
  imports.stop();
  const second = imports.add([file('new.png')]);
  uploads[0]?.end(new EaselError('picture.empty', { name: 'old.png' }));
  await first;
  uploads[1]?.end(new EaselError('picture.empty', { name: 'new.png' }));
  await second;
  expect(imports.problems.map(({ name }) => name)).toEqual(['new.png']);
});

test('undo takes out what came in, and not what was there before', async () => {
  const { client, ids, library, imports, uploads, undo, said } = await open(2);
  const adding = imports.add([file('new.png'), file('known.png')]);
  uploads[0]?.end(asNew(library[0]));
  uploads[1]?.end({ picture: library[1]!, isNew: false });
  await adding;
  expect(said).toEqual(['1 picture is in the library already', '1 picture imported']);
  await undo.undo();
  const after = await client.gallery.getMany({ ids: [...ids] });
  expect(after.map(({ trashedAt }) => trashedAt !== undefined)).toEqual([true, false]);
});
