import type { Gallery } from '#main/core/gallery/gallery.ts';
import { api } from './implementer.ts';

const { boards } = api.gallery;

export function boardsRouter(gallery: Gallery) {
  return boards.router({
    list: boards.list.handler(() => gallery.boards.list()),
    create: boards.create.handler(({ input }) => gallery.boards.create(input.name)),
    rename: boards.rename.handler(({ input }) => gallery.boards.rename(input.id, input.name)),
    remove: boards.remove.handler(({ input }) => gallery.boards.remove(input.id)),
    restore: boards.restore.handler(({ input }) => gallery.boards.restore(input)),
    add: boards.add.handler(({ input }) => gallery.boards.add(input.id, input.ids)),
    take: boards.take.handler(({ input }) => gallery.boards.take(input.id, input.ids)),
  });
}
