import type { AdjustService } from '#main/core/edit/adjust-service.ts';
import type { CandidateCleaner } from '#main/core/edit/candidate-cleaner.ts';
import type { EditService } from '#main/core/edit/edit-service.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export function editRouter(edit: EditService, adjusting: AdjustService, cleaner: CandidateCleaner) {
  return api.edit.router({
    submit: api.edit.submit.handler(({ input }) => edit.submit(input)),
    style: api.edit.style.handler(({ input }) => edit.style(input)),
    styleAdapters: api.edit.styleAdapters.handler(() => edit.listStyleAdapters()),
    adjust: api.edit.adjust.handler(({ input, signal }) => adjusting.adjust(input, signal)),
    keepMask: api.edit.keepMask.handler(({ input, context }) => {
      requireLocalFiles(context, 'Reading a mask by path');
      return edit.keepMask(input.path);
    }),
    accept: api.edit.accept.handler(({ input }) => edit.accept(input.id)),
    clean: api.edit.clean.handler(({ input }) => cleaner.clean(input.olderThanDays)),
    tree: api.edit.tree.handler(({ input }) => edit.tree(input.id)),
  });
}
