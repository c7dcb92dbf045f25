import type { ExplainService } from '#main/core/explain/explain-service.ts';
import type { ExplainedPictures } from '#main/core/explain/explained-pictures.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export function explainRouter(explain: ExplainService, explained: ExplainedPictures) {
  return api.explain.router({
    picture: api.explain.picture.handler(({ input, signal }) => explain.picture(input, signal)),
    prepareOverlay: api.explain.prepareOverlay.handler(({ input, signal }) =>
      explained.prepare(input, signal),
    ),
    saveOverlay: api.explain.saveOverlay.handler(({ input, context, signal }) => {
      requireLocalFiles(context, 'Writing into a folder');
      return explained.save(input, signal);
    }),
  });
}
