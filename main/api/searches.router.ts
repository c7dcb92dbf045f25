import type { SavedSearches } from '#main/core/search/saved-searches.ts';
import { api } from './implementer.ts';

export function searchesRouter(searches: SavedSearches) {
  return api.searches.router({
    list: api.searches.list.handler(() => searches.list()),
    save: api.searches.save.handler(({ input }) => searches.save(input)),
    remove: api.searches.remove.handler(({ input }) => searches.remove(input.id)),
    watch: api.searches.watch.handler(({ signal }) => searches.watch(signal)),
  });
}
