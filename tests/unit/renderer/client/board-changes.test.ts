import { expect, test } from 'vitest';
import { BoardChanges } from '#renderer/client/board-changes.ts';
import { PictureChanges } from '#renderer/client/picture-changes.ts';
import { UndoStack } from '#renderer/client/undo.svelte.ts';
import { openGalleryClient } from '#tests/support/gallery-client.ts';

const options = { label: () => 'a change', take: () => undefined };

async function open(pictures: number) {
  const { client, ids } = await openGalleryClient(pictures);
  const undo = new UndoStack();
  return {
    ...{ client, ids, undo },
    boards: new BoardChanges(client, undo),
    pictures: new PictureChanges(client, undo),
    list: () => client.gallery.boards.list(),
  };
}

test('a removed board comes back with its pictures, and older changes to it can be undone', async () => {
  const { client, ids, undo, boards, pictures, list } = await open(3);
  const board = await boards.create('Stars', options);
  await boards.create('Zebras', options);
  await pictures.putOnBoard(board.id, ids, options);
  await client.gallery.trash({ ids: [ids[0]!] });
  const before = await list();
  await boards.remove(board.id, options);
  expect((await list()).map(({ name }) => name)).toEqual(['Zebras']);
  await undo.undo();
  expect(await list()).toEqual(before);
  expect(before[0]).toMatchObject({ id: board.id, count: 2 });
  await client.gallery.restore({ ids: [ids[0]!] });
  expect((await list())[0]?.count).toBe(3);
  await undo.undo();
  expect((await list())[0]?.count).toBe(0);
});

test('making a board is undone and done again, with what was put on it since', async () => {
  const { client, ids, undo, boards, list } = await open(2);
  const board = await boards.create('Stars', options);
  await client.gallery.boards.add({ id: board.id, ids: [...ids] });
  const before = await list();
  await undo.undo();
  expect(await list()).toEqual([]);
  await undo.redo();
  expect(await list()).toEqual(before);
});

test('a name goes back and forth; a board that is gone makes way', async () => {
  const { client, undo, boards, list } = await open(0);
  const board = await boards.create('Stars', options);
  await boards.rename(board, 'Suns', options);
  await undo.undo();
  expect((await list())[0]?.name).toBe('Stars');
  await undo.redo();
  expect((await list())[0]?.name).toBe('Suns');
  await client.gallery.boards.remove({ id: board.id });
  await expect(undo.undo()).rejects.toMatchObject({ code: 'undo.gone' });
});

test('a board whose name was given away comes back with a number', async () => {
  const { client, undo, boards, list } = await open(0);
  const board = await boards.create('Stars', options);
  await boards.remove(board.id, options);
  await client.gallery.boards.create({ name: 'Stars' });
  await undo.undo();
  expect((await list()).map(({ name }) => name)).toEqual(['Stars', 'Stars 2']);
});
