import type { ExplainService } from '#main/core/explain/explain-service.ts';
import { api } from './implementer.ts';

export function explainRouter(explain: ExplainService) {
  return api.explain.router({
    picture: api.explain.picture.handler(({ input, signal }) => explain.picture(input, signal)),
  });
}
