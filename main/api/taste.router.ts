import type { Tastes } from '#main/core/taste/tastes.ts';
import { api } from './implementer.ts';

export function tasteRouter(tastes: Tastes) {
  return api.taste.router({
    list: api.taste.list.handler(() => tastes.list()),
    watch: api.taste.watch.handler(({ signal }) => tastes.watch(signal)),
    create: api.taste.create.handler(({ input }) => tastes.create(input)),
    update: api.taste.update.handler(({ input }) => tastes.update(input)),
    remove: api.taste.remove.handler(({ input }) => tastes.remove(input.id)),
    next: api.taste.next.handler(({ input }) => tastes.next(input.id)),
    pick: api.taste.pick.handler(({ input }) => tastes.pick(input)),
    undo: api.taste.undo.handler(({ input }) => tastes.undo(input.id)),
    train: api.taste.train.handler(({ input, signal }) => tastes.train(input.id, signal)),
    use: api.taste.use.handler(({ input }) => tastes.use(input)),
    explain: api.taste.explain.handler(({ input, signal }) => tastes.explain(input, signal)),
    export: api.taste.export.handler(({ input }) => tastes.export(input.id)),
    import: api.taste.import.handler(({ input }) => tastes.import(input)),
    training: api.taste.training.handler(({ signal }) => tastes.training(signal)),
  });
}
