/** Everything that brings checkpoints in and keeps them, put together. */
import { join } from 'node:path';
import { openAdditionFolder } from '#main/adapters/disk/addition-folder.ts';
import { openCatalogueFile } from '#main/adapters/disk/catalogue-file.ts';
import { openLocalWeights } from '#main/adapters/disk/local-weights.ts';
import { TransferFolder } from '#main/adapters/disk/transfer-folder.ts';
import { openHttpHub } from '#main/adapters/hub/http-hub.ts';
import { openTokenFile, type SecretSeal } from '#main/adapters/hub/token-file.ts';
import type { AdditionServices } from '#main/api/checkpoint-additions.router.ts';
import { Additions } from '#main/core/checkpoints/additions.ts';
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import { HubDownloads } from '#main/core/checkpoints/hub/hub-downloads.ts';
import { usualPatience } from '#main/core/checkpoints/hub/patience.ts';
import { isAllowedType } from '#main/core/checkpoints/hub/safe-files.ts';
import { LocalImports } from '#main/core/checkpoints/local-imports.ts';
import type { ClipAdapters } from '#main/core/clips/clip-adapters.ts';
import type { Clips } from '#main/core/clips/clips.ts';
import type { ExportTarget } from '#main/core/export/export-target.port.ts';
import type { ExportTickets } from '#main/core/export/export-tickets.ts';
import type { PreviewDecoders } from '#main/core/generate/preview-decoders.ts';
import type { StyleAdapters } from '#main/core/style-adapters/style-adapters.ts';
import { AdapterExporter } from '#main/core/loras/adapter-exporter.ts';
import type { Loras } from '#main/core/loras/loras.ts';
import { Transfers } from '#main/core/checkpoints/transfers/transfers.ts';
import { hubEndpoint, resourcesFolder } from './places.ts';

/** Left free on the disk beyond what a download needs. */
const SPARE_BYTES = 256 << 20;

interface Surroundings {
  readonly home: string;
  readonly checkpoints: Checkpoints;
  readonly clips: Clips;
  readonly clipAdapters: ClipAdapters;
  readonly loras: Loras;
  readonly decoders: PreviewDecoders;
  readonly styleAdapters: StyleAdapters;
  readonly tickets: ExportTickets;
  readonly target: ExportTarget;
  readonly seal: SecretSeal | undefined;
}

/** Asks nobody on the network: that waits for a person, or for a download that one had begun. */
export async function openAdditions({
  home,
  checkpoints,
  clips,
  clipAdapters,
  loras,
  decoders,
  styleAdapters,
  seal,
  tickets,
  target,
}: Surroundings): Promise<AdditionServices & { readonly adapters: AdapterExporter }> {
  const folder = join(home, 'checkpoints');
  const token = openTokenFile(join(home, 'hub-token'), process.env['HF_TOKEN'], seal);
  const hub = openHttpHub({ endpoint: hubEndpoint(), token: () => token.get() });
  const space = new TransferFolder(folder);
  const local = openLocalWeights(isAllowedType);
  const transfers = await Transfers.open({
    ...{ space, hub, local, patience: usualPatience, spareBytes: SPARE_BYTES },
  });
  const places = {
    checkpoints: () => checkpoints.places(),
    clips: () => clips.places(),
    clipAdapters: () => clipAdapters.list(),
    loras: () => loras.places(),
    previewDecoders: () => decoders.places(),
    styleAdapters: () => styleAdapters.places(),
  };
  return {
    transfers,
    adapters: new AdapterExporter({ loras, clipAdapters, tickets, target, weights: local }),
    downloads: new HubDownloads({ hub, token, space, transfers }),
    imports: new LocalImports(local, transfers),
    additions: new Additions(openAdditionFolder(folder), transfers, places),
    catalogue: openCatalogueFile(join(resourcesFolder(), 'manifests', 'catalogue.json')),
  };
}
