import type { EditService } from '#main/core/edit/edit-service.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export function editRouter(edit: EditService) {
  return api.edit.router({
    submit: api.edit.submit.handler(({ input }) => edit.submit(input)),
    style: api.edit.style.handler(({ input }) => edit.style(input)),
    keepMask: api.edit.keepMask.handler(({ input, context }) => {
      requireLocalFiles(context, 'Reading a mask by path');
      return edit.keepMask(input.path);
    }),
    accept: api.edit.accept.handler(({ input }) => edit.accept(input.id)),
    tree: api.edit.tree.handler(({ input }) => edit.tree(input.id)),
  });
}
