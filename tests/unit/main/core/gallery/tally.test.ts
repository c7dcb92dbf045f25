import { expect, test } from 'vitest';
import type { GalleryEvent } from '#shared/contract/gallery.ts';
import { openLibrary } from '#tests/support/library.ts';

test('whoever looks is told what boards and places hold, once for many changes', async () => {
  const { gallery, addCandidate } = openLibrary();
  const { id: first } = await addCandidate(0);
  const { id: second } = await addCandidate(1);
  const board = await gallery.boards.create('Stars');
  const stop = new AbortController();
  const events: GalleryEvent[] = [];
  await gallery.boards.add(board.id, [first, second]);
  const watching = (async () => {
    for await (const event of gallery.watch(stop.signal)) {
      if (event.type === 'boards' || event.type === 'counts') events.push(event);
      if (event.type === 'counts') stop.abort();
    }
  })();
  await gallery.update({ ids: [first], rating: 3 });
  await gallery.update({ ids: [first], isKept: true });
  await gallery.trash([second]);
  await watching;
  expect(events).toMatchObject([
    { type: 'boards', boards: [{ id: board.id, count: 1, cover: first }] },
    { type: 'counts', counts: { all: 1, kept: 1, rated: 1, trash: 1 } },
  ]);
});

test('an empty library and an empty board hold nothing', async () => {
  const { gallery } = openLibrary();
  await gallery.boards.create('Stars');
  expect(gallery.counts()).toEqual({ all: 0, kept: 0, rated: 0, trash: 0 });
  expect(gallery.boards.list()[0]).not.toHaveProperty('cover');
});
