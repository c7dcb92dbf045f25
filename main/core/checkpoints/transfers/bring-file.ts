/** One file on its way in: begun, gone on with, checked, and put down whole. */
import type { Hub } from '#main/core/checkpoints/hub/hub.port.ts';
import { patiently, type Patience } from '#main/core/checkpoints/hub/patience.ts';
import type { TransferRecord, WantedFile } from '#shared/domain/transfer.ts';
import { CancelledError, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { ContentCheck } from './content-check.ts';
import type { LocalWeights, PartKind, TransferSpace } from './transfer-space.port.ts';

export interface BringParts {
  readonly space: TransferSpace;
  readonly hub: Hub;
  readonly local: LocalWeights;
  readonly patience: Patience;
  /** Left free on the disk beyond what is needed. */
  readonly spareBytes: number;
}

interface Bringing {
  readonly record: TransferRecord;
  readonly file: WantedFile;
  readonly signal: AbortSignal;
  /** Is told how many bytes of the file are there and were checked. */
  readonly onBytes: (bytes: number) => void;
}

/** Content that is wrong is fetched once more: a part may have been torn by a power cut. */
const MAX_WRONG = 2;
const WRONG = new Set(['transfer.content-differs', 'transfer.size-differs']);

/**
 * SHA-256 of the file, which then lies whole and durable in the space.
 *
 * Throws `hub.*`, `transfer.*`, `library.*` of a full or locked disk, or CancelledError.
 */
export async function bringFile(parts: BringParts, bringing: Bringing): Promise<string> {
  const { space } = parts;
  const { record, file, signal } = bringing;
  for (let wrong = 1; ; wrong += 1) {
    try {
      return await bringOnce(parts, bringing);
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      if (!(error instanceof EaselError)) throw error;
      const isWrong = WRONG.has(error.code);
      if (isWrong || error.code === 'transfer.not-weights') {
        await space.drop(record.id, file.path);
        bringing.onBytes(0);
      }
      if (!isWrong || wrong >= MAX_WRONG) throw error;
    }
  }
}

async function bringOnce(parts: BringParts, bringing: Bringing): Promise<string> {
  const { space, patience } = parts;
  const { record, file, signal } = bringing;
  if ((await space.size(record.id, file.path, 'whole')) !== undefined) {
    const check = await checkThere(space, bringing, 'whole');
    return check.finish();
  }
  let check = await checkThere(space, bringing, 'part');
  let came = 0;
  await patiently(
    async () => {
      if (check.bytes >= file.bytes && file.bytes > 0) return;
      const { from, chunks } = await open(parts, bringing, check.bytes);
      // Whoever knows no ranges begins at the beginning.
      if (from !== check.bytes) check = new ContentCheck(file);
      const writer = await space.openPart(record.id, file.path, from);
      try {
        for await (const chunk of chunks) {
          throwIfCancelled(signal);
          check.add(chunk);
          await writer.write(chunk);
          came += chunk.length;
          bringing.onBytes(check.bytes);
        }
        await writer.sync();
      } finally {
        await writer.close();
      }
    },
    patience,
    signal,
    () => came,
  );
  const hash = check.finish();
  await space.finishPart(record.id, file.path);
  return hash;
}

/** Hashes what an earlier try has left. */
async function checkThere(
  space: TransferSpace,
  { record, file, signal, onBytes }: Bringing,
  kind: PartKind,
): Promise<ContentCheck> {
  const check = new ContentCheck(file);
  if ((await space.size(record.id, file.path, kind)) === undefined) return check;
  for await (const chunk of space.read(record.id, file.path, kind, signal)) {
    check.add(chunk);
    onBytes(check.bytes);
  }
  return check;
}

async function open(
  { hub, local }: BringParts,
  { record, file, signal }: Bringing,
  from: number,
): Promise<{ from: number; chunks: AsyncIterable<Uint8Array> }> {
  const { source } = record;
  if (source.kind === 'local') {
    return { from: 0, chunks: local.read(`${source.path}/${file.path}`, signal) };
  }
  const { repository, commit } = source;
  return hub.read({ repository, commit, path: file.path }, { from }, signal);
}
