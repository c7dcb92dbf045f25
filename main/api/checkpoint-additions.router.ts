import type { Additions } from '#main/core/checkpoints/additions.ts';
import type { HubDownloads } from '#main/core/checkpoints/hub/hub-downloads.ts';
import type { LocalImports } from '#main/core/checkpoints/local-imports.ts';
import type { Transfers } from '#main/core/checkpoints/transfers/transfers.ts';
import type { CatalogueEntry } from '#shared/domain/addition.ts';
import { api } from './implementer.ts';
import { requireLocalFiles } from './require-local-files.ts';

export interface AdditionServices {
  readonly additions: Additions;
  readonly downloads: HubDownloads;
  readonly imports: LocalImports;
  readonly transfers: Transfers;
  readonly catalogue: () => Promise<CatalogueEntry[]>;
}

/** The procedures about checkpoints that come and go; they stand among those of checkpoints. */
export function checkpointAdditionsRoutes(services: AdditionServices) {
  const { additions, downloads, imports, transfers } = services;
  const routes = api.checkpoints;
  return {
    catalogue: routes.catalogue.handler(() => services.catalogue()),
    look: routes.look.handler(({ input, signal }) => downloads.look(input, signal)),
    download: routes.download.handler(({ input, signal }) => downloads.download(input, signal)),
    import: routes.import.handler(({ input, context }) => {
      requireLocalFiles(context, 'Adding a file or folder by its path');
      return imports.import(input.path);
    }),

    transfers: routes.transfers.handler(() => transfers.list()),
    watchTransfers: routes.watchTransfers.handler(({ signal }) => transfers.watch(signal)),
    pauseTransfer: routes.pauseTransfer.handler(({ input }) => transfers.pause(input.id)),
    resumeTransfer: routes.resumeTransfer.handler(({ input }) => transfers.resume(input.id)),
    cancelTransfer: routes.cancelTransfer.handler(async ({ input }) => {
      await transfers.cancel(input.id);
      return {};
    }),

    additions: routes.additions.handler(() => additions.list()),
    verifyAddition: routes.verifyAddition.handler(({ input, signal }) =>
      additions.verify(input.name, signal),
    ),
    repairAddition: routes.repairAddition.handler(({ input, signal }) =>
      additions.repair(input.name, signal),
    ),
    removeAddition: routes.removeAddition.handler(async ({ input }) => {
      await additions.remove(input.name);
      return {};
    }),
    restoreAddition: routes.restoreAddition.handler(async ({ input }) => {
      await additions.restore(input.name);
      return {};
    }),
    emptyTrash: routes.emptyTrash.handler(async () => {
      await additions.emptyTrash();
      return {};
    }),

    hub: routes.hub.handler(() => downloads.state()),
    setHubToken: routes.setHubToken.handler(({ input, context }) => {
      // Other devices come without TLS: a secret does not go that way.
      requireLocalFiles(context, 'Entering an access token');
      return downloads.setToken(input.token ?? undefined);
    }),
  };
}
