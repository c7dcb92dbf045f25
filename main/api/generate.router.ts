import type { GenerateService } from '#main/core/generate/generate-service.ts';
import { api } from './implementer.ts';

export function generateRouter(generate: GenerateService) {
  return api.generate.router({
    submit: api.generate.submit.handler(({ input }) => generate.submit(input)),
    wildcards: api.generate.wildcards.handler(async () => ({
      wildcards: await generate.wildcards(),
    })),
    plan: api.generate.plan.handler(({ input, signal }) => generate.plan(input, signal)),
  });
}
