import type { TagVocabularies } from '#main/core/tags/tag-vocabularies.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export function tagsRouter(vocabularies: TagVocabularies) {
  return api.tags.router({
    list: api.tags.list.handler(() => vocabularies.list()),
    train: api.tags.train.handler(({ input, context, signal }) => {
      if (input.source.kind === 'folder') requireLocalFiles(context, 'Learning from a folder');
      return vocabularies.train(input, signal);
    }),
    suggest: api.tags.suggest.handler(({ input, signal }) => vocabularies.suggest(input, signal)),
    remove: api.tags.remove.handler(({ input }) => vocabularies.remove(input.id)),
  });
}
