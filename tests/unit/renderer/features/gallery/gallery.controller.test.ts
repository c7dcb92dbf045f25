import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { GalleryFeed } from '#renderer/client/gallery-feed.ts';
import { UndoStack } from '#renderer/client/undo.svelte.ts';
import { GalleryController } from '#renderer/features/gallery/gallery.controller.svelte.ts';
import type { Shell } from '#renderer/shell/shell.ts';
import { openGalleryClient } from '#tests/support/gallery-client.ts';

async function open(pictures: number) {
  const library = await openGalleryClient(pictures);
  const said: string[] = [];
  const controller = new GalleryController({
    client: library.client,
    gallery: new GalleryFeed(),
    shell: {} as Shell,
    undo: new UndoStack(),
    voice: {
      say: (text) => void said.push(text()),
      fail: (error) => void said.push(String(error)),
      announce: (text) => void said.push(text),
    },
    exportPictures: () => undefined,
    editPicture: () => undefined,
    useSettings: () => undefined,
    varyPicture: () => undefined,
    useAsReference: () => undefined,
  });
  await controller.open();
  return { ...library, controller, said };
}

test('a selection that was never in sight is brought, and known only when it is whole', async () => {
  const { controller, ids, client } = await open(5);
  await client.gallery.update({ ids: [...ids], rating: 4 });
  await controller.list.bring([ids[0]!]);
  controller.selection.all(controller.order);
  flushSync();
  expect([controller.selected.length, controller.isSelectionKnown]).toEqual([1, false]);
  await controller.bringSelected();
  expect([controller.selected.length, controller.isSelectionKnown]).toEqual([5, true]);
  expect(new Set(controller.selected.map(({ rating }) => rating))).toEqual(new Set([4]));
});

test('a list of something else is a new look, the same list read again is not', async () => {
  const { controller, ids } = await open(3);
  const { looks } = controller.list;
  await controller.goTo({ kind: 'all' });
  expect(controller.list.looks).toBe(looks);
  controller.selection.only(ids[0]!);
  await controller.goTo({ kind: 'kept' });
  expect(controller.list.looks).toBe(looks + 1);
  expect([controller.list.total, controller.selection.ids.size]).toEqual([0, 0]);
});

test('what leaves the place leaves the selection', async () => {
  const { controller, ids, client } = await open(3);
  await client.gallery.update({ ids: [...ids], rating: 5 });
  await controller.goTo({ kind: 'rated' });
  controller.selection.all(controller.order);
  await controller.change([ids[0]!], { rating: 1 });
  expect([...controller.selection.ids].toSorted()).toEqual([ids[1], ids[2]].toSorted());
});
