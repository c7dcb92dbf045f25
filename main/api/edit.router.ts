import type { AdjustService } from '#main/core/edit/adjust-service.ts';
import type { EditService } from '#main/core/edit/edit-service.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export function editRouter(edit: EditService, adjusting: AdjustService) {
  return api.edit.router({
    submit: api.edit.submit.handler(({ input }) => edit.submit(input)),
    style: api.edit.style.handler(({ input }) => edit.style(input)),
    adjust: api.edit.adjust.handler(({ input, signal }) => adjusting.adjust(input, signal)),
    keepMask: api.edit.keepMask.handler(({ input, context }) => {
      requireLocalFiles(context, 'Reading a mask by path');
      return edit.keepMask(input.path);
    }),
    accept: api.edit.accept.handler(({ input }) => edit.accept(input.id)),
    tree: api.edit.tree.handler(({ input }) => edit.tree(input.id)),
  });
}
