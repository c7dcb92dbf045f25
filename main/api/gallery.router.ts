import type { ExportTickets } from '#main/core/export/export-tickets.ts';
import type { Exporter } from '#main/core/export/exporter.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { BackgroundEmbedder } from '#main/core/search/background-embedder.ts';
import type { GallerySearch } from '#main/core/search/gallery-search.ts';
import { boardsRouter } from './boards.router.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

interface GalleryServices {
  readonly gallery: Gallery;
  readonly exporter: Exporter;
  readonly tickets: ExportTickets;
  readonly search: GallerySearch;
  readonly embedder: BackgroundEmbedder;
}

export function galleryRouter({ gallery, exporter, tickets, search, embedder }: GalleryServices) {
  return api.gallery.router({
    list: api.gallery.list.handler(({ input, signal }) => search.list(input, signal)),
    outline: api.gallery.outline.handler(({ input, signal }) => search.outline(input, signal)),
    counts: api.gallery.counts.handler(() => gallery.counts()),
    getMany: api.gallery.getMany.handler(({ input }) => gallery.getMany(input.ids)),
    vocabulary: api.gallery.vocabulary.handler(() => gallery.vocabulary()),
    get: api.gallery.get.handler(({ input }) => gallery.get(input.id)),
    update: api.gallery.update.handler(({ input }) => gallery.update(input)),
    trash: api.gallery.trash.handler(({ input }) => gallery.trash(input.ids)),
    restore: api.gallery.restore.handler(({ input }) => gallery.restore(input.ids)),
    emptyTrash: api.gallery.emptyTrash.handler(() => gallery.emptyTrash()),
    importFiles: api.gallery.importFiles.handler(({ input, context }) => {
      requireLocalFiles(context, 'Importing files by path');
      return gallery.importFiles(input.paths);
    }),
    recall: api.gallery.recall.handler(({ input }) => gallery.recall(input.id)),
    recallFile: api.gallery.recallFile.handler(({ input, context }) => {
      requireLocalFiles(context, 'Reading a file by path');
      return gallery.recallFile(input.path);
    }),
    exportFiles: api.gallery.exportFiles.handler(({ input, context, signal }) => {
      requireLocalFiles(context, 'Exporting into a folder');
      return exporter.exportFiles(input, signal);
    }),
    previewExport: api.gallery.previewExport.handler(({ input }) => exporter.previewExport(input)),
    prepareExport: api.gallery.prepareExport.handler(({ input }) => tickets.prepare(input)),
    rebuild: api.gallery.rebuild.handler(({ signal }) => gallery.rebuild(signal)),
    embedMissing: api.gallery.embedMissing.handler(({ signal }) => embedder.embedMissing(signal)),
    watch: api.gallery.watch.handler(({ signal }) => gallery.watch(signal)),
    boards: boardsRouter(gallery),
  });
}
