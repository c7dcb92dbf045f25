import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import { checkpointAdditionsRoutes, type AdditionServices } from './checkpoint-additions.router.ts';
import { api } from './implementer.ts';

export function checkpointsRouter(checkpoints: Checkpoints, services: AdditionServices) {
  return api.checkpoints.router({
    ...checkpointAdditionsRoutes(services),
    list: api.checkpoints.list.handler(() => checkpoints.list()),
    info: api.checkpoints.info.handler(({ input }) => checkpoints.info(input.id)),
    verify: api.checkpoints.verify.handler(async ({ input, signal }) => {
      // What came from a hub is compared with what the hub said.
      const name = await services.additions.holding(input.id);
      return name === undefined
        ? checkpoints.verify(input.id, signal)
        : services.additions.verify(name, signal);
    }),
  });
}
