/** A whole transfer: room is made sure of, files come a few at a time, and all become one addition. */
import type { TransferRecord, WantedFile } from '#shared/domain/transfer.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { bringFile, type BringParts } from './bring-file.ts';

/** Files that come at once: enough to fill a line, few enough to be a polite guest. */
const AT_ONCE = 3;
const MEGABYTE = 2 ** 20;

interface Run {
  readonly signal: AbortSignal;
  /** Is told how many bytes of a file are there. */
  readonly onBytes: (path: string, bytes: number) => void;
  /** Is told what has come whole, to be written down. */
  readonly onFile: (path: string, sha256: string) => Promise<void>;
}

/** Throws what `bringFile` throws, and `transfer.no-space` or `transfer.no-hash` before anything comes. */
export async function runTransfer(
  parts: BringParts,
  record: TransferRecord,
  run: Run,
): Promise<void> {
  const { space } = parts;
  const missing: WantedFile[] = [];
  for (const file of record.files) {
    const isThere =
      record.hashes[file.path] !== undefined &&
      (await space.size(record.id, file.path, 'whole')) === file.bytes;
    if (isThere) run.onBytes(file.path, file.bytes);
    else missing.push(file);
  }
  if (record.source.kind === 'local') await linkAll(parts, record, missing);
  else refuseUnknown(missing);
  await checkSpace(parts, record, missing, run);
  await inParallel(
    missing,
    async (file, signal) => {
      const sha256 = await bringFile(parts, {
        ...{ record, file, signal },
        onBytes: (bytes) => {
          run.onBytes(file.path, bytes);
        },
      });
      await run.onFile(file.path, sha256);
    },
    run.signal,
  );
}

async function linkAll(
  { space }: BringParts,
  { id, source }: TransferRecord,
  files: readonly WantedFile[],
): Promise<void> {
  if (source.kind !== 'local') return;
  for (const { path } of files) {
    if ((await space.size(id, path, 'whole')) === undefined) {
      await space.link(id, path, `${source.path}/${path}`);
    }
  }
}

function refuseUnknown(files: readonly WantedFile[]): void {
  const unknown = files.find(
    ({ sha256, gitSha1 }) => sha256 === undefined && gitSha1 === undefined,
  );
  if (unknown !== undefined) throw new EaselError('transfer.no-hash', { file: unknown.path });
}

async function checkSpace(
  { space, spareBytes }: BringParts,
  { id }: TransferRecord,
  files: readonly WantedFile[],
  { onBytes }: Run,
): Promise<void> {
  let needed = 0;
  for (const { path, bytes } of files) {
    const whole = await space.size(id, path, 'whole');
    const there = whole ?? (await space.size(id, path, 'part')) ?? 0;
    onBytes(path, Math.min(there, bytes));
    needed += Math.max(0, bytes - there);
  }
  if (needed === 0) return;
  const free = await space.freeBytes();
  if (free >= needed + spareBytes) return;
  throw new EaselError('transfer.no-space', {
    folder: space.folder,
    needed: Math.ceil((needed + spareBytes) / MEGABYTE),
    free: Math.floor(free / MEGABYTE),
  });
}

/** The first that fails stops the others; what they have stays for the next try. */
async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const waiting = [...items];
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await work(item, both);
      } catch (error) {
        failure ??= { error };
        stop.abort();
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  throwIfCancelled(signal);
  if (failure !== undefined) throw failure.error;
}
