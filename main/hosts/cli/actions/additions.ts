/** `easel checkpoints add`, `remove`, `repair`, `transfers`: what comes and goes. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { EaselClient } from '#shared/contract/index.ts';
import type { Transfer } from '#shared/domain/transfer.ts';
import { CancelledError } from '#shared/errors/cancellation.ts';
import { fromErrorShape } from '#shared/errors/easel-error.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio, type Session } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

export type AddOptions = GlobalOptions & {
  readonly revision?: string;
  readonly file?: readonly string[];
};

export const additionActions = {
  add: ([what]: readonly [what: string], options: AddOptions) =>
    withStudio(options, {}, async (session) => {
      const { client, output, signal } = session;
      const { revision, file: files } = options;
      const transfer = isPath(what)
        ? await client.checkpoints.import({ path: resolve(what) })
        : await client.checkpoints.download(
            {
              address: what,
              ...(revision === undefined ? {} : { revision }),
              ...(files === undefined ? {} : { files: [...files] }),
            },
            { signal },
          );
      const done = await followTransfer(session, transfer);
      output.result(done, `${done.name}: ${inMegabytes(done.bytes.total)}, every hash is right`);
    }),

  remove: ([name]: readonly [name: string], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const found = await nameOf(client, name);
      await client.checkpoints.removeAddition({ name: found });
      output.result({ name: found }, `${found} is in the trash; “restore” brings it back`);
    }),

  restore: ([name]: readonly [name: string], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      await client.checkpoints.restoreAddition({ name });
      output.result({ name }, `${name} is back`);
    }),

  repair: ([name]: readonly [name: string], options: GlobalOptions) =>
    withStudio(options, {}, async (session) => {
      const { client, output, signal } = session;
      const found = await nameOf(client, name);
      const transfer = await client.checkpoints.repairAddition({ name: found }, { signal });
      const done = await followTransfer(session, transfer);
      output.result(done, `${done.name}: ${done.fileCount} files were fetched again`);
    }),

  token: (_args: readonly [], options: GlobalOptions & { readonly forget?: boolean }) =>
    withStudio(options, {}, async ({ client, output }) => {
      if (options.forget !== true) output.say('Paste the token, then press Enter.');
      const token = options.forget === true ? null : await firstLine();
      const hub = await client.checkpoints.setHubToken({ token });
      const words = hub.hasToken ? 'a token is kept for' : 'no token is kept for';
      output.result(hub, `${words} ${hub.host}`);
    }),

  transfers: (_args: readonly [], options: GlobalOptions) =>
    withStudio(options, {}, async ({ client, output }) => {
      const transfers = await client.checkpoints.transfers();
      const rows = transfers.map(({ id, name, state, bytes }) => [
        ...[id, name, state],
        `${inMegabytes(bytes.done)} of ${inMegabytes(bytes.total)}`,
      ]);
      output.result(transfers, formatTable(['id', 'name', 'state', 'so far'], rows));
    }),

  resume: ([id]: readonly [id: string], options: GlobalOptions) =>
    withStudio(options, {}, async (session) => {
      const { client, output } = session;
      const transfer = await client.checkpoints.resumeTransfer({ id });
      const done = await followTransfer(session, transfer);
      output.result(done, `${done.name}: ${inMegabytes(done.bytes.total)}, every hash is right`);
    }),
};

/** From standard input and not from the arguments: those are kept in histories and seen by others. */
async function firstLine(): Promise<string> {
  const lines = createInterface(process.stdin);
  for await (const line of lines) return line.trim();
  return '';
}

/** Whatever begins as a path does, or is there. */
function isPath(what: string): boolean {
  return /^(?:[/\\.~]|[A-Za-z]:[\\/])/.test(what) || existsSync(what);
}

/** An addition may be named by the checkpoint that it is. */
async function nameOf(client: EaselClient, name: string): Promise<string> {
  const { additions } = await client.checkpoints.additions();
  return additions.find(({ checkpoints }) => checkpoints.includes(name))?.name ?? name;
}

/** Shows how far it is until it is there. Throws what it failed of; Ctrl-C leaves it to be resumed. */
async function followTransfer(
  { client, output, signal }: Session,
  { id }: Transfer,
): Promise<Transfer> {
  for await (const transfers of await client.checkpoints.watchTransfers(undefined, { signal })) {
    const transfer = transfers.find((one) => one.id === id);
    if (transfer === undefined) throw new CancelledError();
    const { done, total } = transfer.bytes;
    output.progress(total === 0 ? 0 : done / total, transfer.name);
    if (transfer.error !== undefined) throw fromErrorShape(transfer.error);
    if (transfer.state === 'done') return transfer;
  }
  throw new CancelledError();
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
