import { expect, test } from 'vitest';
import { PictureChanges } from '#renderer/client/picture-changes.ts';
import { UndoStack } from '#renderer/client/undo.svelte.ts';
import { openGalleryClient } from '#tests/support/gallery-client.ts';

const options = { label: () => 'a change', take: () => undefined };

async function open(pictures: number) {
  const { client, ids } = await openGalleryClient(pictures);
  const undo = new UndoStack();
  const ratings = async (): Promise<number[]> =>
    (await client.gallery.getMany({ ids: [...ids] })).map(({ rating }) => rating);
  return { client, ids, undo, ratings, changes: new PictureChanges(client, undo) };
}

test('each picture goes back to what it was; those deleted for good are passed over', async () => {
  const { client, ids, undo, ratings, changes } = await open(3);
  await client.gallery.update({ ids: [ids[0]!], rating: 2 });
  await changes.update(ids, { rating: 5 }, options);
  expect(await ratings()).toEqual([5, 5, 5]);
  await client.gallery.trash({ ids: [ids[2]!] });
  await client.gallery.emptyTrash();
  await undo.undo();
  expect(await ratings()).toEqual([2, 0]);
  await undo.redo();
  expect(await ratings()).toEqual([5, 5]);
});

test('a change of which nothing is left makes way for those before it', async () => {
  const { client, ids, undo, ratings, changes } = await open(2);
  await changes.update([ids[0]!], { rating: 3 }, options);
  await changes.trash([ids[1]!], options);
  await client.gallery.emptyTrash();
  await expect(undo.undo()).rejects.toMatchObject({
    code: 'undo.gone',
    params: { what: 'a change' },
  });
  await undo.undo();
  expect(await ratings()).toEqual([0]);
  expect(undo.next).toBeUndefined();
});

test('what a change met unchanged is not touched by its undo', async () => {
  const { client, ids, undo, changes } = await open(2);
  const board = await client.gallery.boards.create({ name: 'Stars' });
  await client.gallery.boards.add({ id: board.id, ids: [ids[0]!] });
  await client.gallery.trash({ ids: [ids[1]!] });
  expect(await changes.trash([ids[1]!], options)).toBeUndefined();
  await changes.putOnBoard(board.id, ids, options);
  await undo.undo();
  const after = await client.gallery.getMany({ ids: [...ids] });
  expect(after.map(({ boards }) => boards)).toEqual([[board.id], []]);
});

test('a change to a board that was removed makes way too', async () => {
  const { client, ids, undo, changes } = await open(1);
  const board = await client.gallery.boards.create({ name: 'Stars' });
  await changes.putOnBoard(board.id, ids, options);
  await client.gallery.boards.remove({ id: board.id });
  await expect(undo.undo()).rejects.toMatchObject({ code: 'undo.gone' });
  expect(undo.next).toBeUndefined();
});
