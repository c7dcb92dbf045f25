/** Downloads with everything real but the hub, which sits on this machine and is given little time. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openLocalWeights } from '#main/adapters/disk/local-weights.ts';
import { TransferFolder } from '#main/adapters/disk/transfer-folder.ts';
import { openHttpHub } from '#main/adapters/hub/http-hub.ts';
import { HubDownloads } from '#main/core/checkpoints/hub/hub-downloads.ts';
import { isAllowedType } from '#main/core/checkpoints/hub/safe-files.ts';
import { LocalImports } from '#main/core/checkpoints/local-imports.ts';
import { Transfers } from '#main/core/checkpoints/transfers/transfers.ts';
import type { Transfer } from '#shared/domain/transfer.ts';

const patience = { tries: 3, firstMs: 2, longestMs: 10, longestAskedMs: 1_500 };

export interface DownloadParts {
  readonly folder: string;
  readonly space: TransferFolder;
  readonly transfers: Transfers;
  readonly downloads: HubDownloads;
  readonly imports: LocalImports;
}

/** @param home for the folder of checkpoints; what is under way there goes on when it is started */
export async function openDownloads(
  home: string,
  endpoint: string,
  {
    token,
    silenceMs = 5_000,
    spareBytes = 0,
  }: {
    token?: string;
    silenceMs?: number;
    spareBytes?: number;
  } = {},
): Promise<DownloadParts> {
  const folder = join(home, 'checkpoints');
  mkdirSync(folder, { recursive: true });
  const space = new TransferFolder(folder);
  const hub = openHttpHub({ endpoint, token: async () => token, silenceMs });
  const local = openLocalWeights(isAllowedType);
  const transfers = await Transfers.open({ space, hub, local, patience, spareBytes });
  const known = { isFixed: false, get: async () => token, set: () => Promise.reject(new Error()) };
  const downloads = new HubDownloads({ hub, token: known, space, transfers, patience });
  return { folder, space, transfers, downloads, imports: new LocalImports(local, transfers) };
}

/** The transfer once it neither runs nor waits. */
export async function settled(transfers: Transfers, id: Transfer['id']): Promise<Transfer> {
  for await (const list of transfers.watch()) {
    const found = list.find((one) => one.id === id);
    if (found === undefined) throw new Error('It is gone.');
    if (found.state !== 'running' && found.state !== 'waiting') return found;
  }
  throw new Error('The stream has ended.');
}
