import type { LibraryService } from '#main/core/library/library-service.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export function libraryRouter(library: LibraryService) {
  return api.library.router({
    info: api.library.info.handler(() => library.info()),
    move: api.library.move.handler(({ input, context, signal }) => {
      requireLocalFiles(context, 'Moving the library');
      return library.move(input, signal);
    }),
  });
}
