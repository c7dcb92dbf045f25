/**
 * Weights on their way in. Core owns them: they go on when every window is closed, and after any end
 * of the program from where they were. One download and one import run at a time.
 */
import { randomUUID } from 'node:crypto';
import { Feed } from '#main/core/feed/feed.ts';
import type {
  Origin,
  Transfer,
  TransferId,
  TransferRecord,
  TransferState,
} from '#shared/domain/transfer.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { BringParts } from './bring-file.ts';
import { runTransfer } from './run-transfer.ts';
import { TransferEntry } from './transfer-entry.ts';

const TELL_EVERY_MS = 250;

export type TransferDraft = Pick<TransferRecord, 'name' | 'source' | 'license' | 'files'> & {
  readonly isRepair?: boolean;
};

export class Transfers {
  readonly #parts: BringParts;
  readonly #entries = new Map<TransferId, TransferEntry>();
  readonly #feed = new Feed<{ readonly seq: number; readonly transfers: Transfer[] }>(
    () => 'latest',
  );
  readonly #installedListeners = new Set<() => void>();
  #isClaimed = false;
  #isClosed = false;
  #toldAt = 0;
  #telling: NodeJS.Timeout | undefined;

  private constructor(parts: BringParts) {
    this.#parts = parts;
  }

  /** Knows what an earlier process has left; nothing of it goes on before `start`. */
  static async open(parts: BringParts): Promise<Transfers> {
    const transfers = new Transfers(parts);
    for (const record of await parts.space.list()) {
      const state = record.state === 'running' ? 'waiting' : record.state;
      const entry = new TransferEntry({ ...record, state });
      for (const { path, bytes } of record.files) {
        const { space } = parts;
        const there =
          (await space.size(record.id, path, 'whole')) ??
          (await space.size(record.id, path, 'part'));
        entry.setBytes(path, Math.min(bytes, there ?? 0));
      }
      transfers.#entries.set(record.id, entry);
    }
    return transfers;
  }

  /** Goes on with everything that was under way. Connects to nobody when nothing was. */
  async start(): Promise<void> {
    const waiting = [...this.#entries.values()].filter(({ record }) => record.state === 'waiting');
    if (waiting.length === 0) return;
    try {
      await this.#claim();
    } catch (error) {
      // Another Easel is at it.
      if (error instanceof EaselError) return;
      throw error;
    }
    for (const entry of waiting) entry.isActive = true;
    this.#work();
  }

  /** Oldest first. */
  list(): Transfer[] {
    return [...this.#entries.values()].map((entry) => entry.view());
  }

  /** All of them now, and again when something changes; a slow reader gets the latest only. */
  async *watch(signal?: AbortSignal): AsyncGenerator<Transfer[], void, undefined> {
    const first = (seq: number) => ({ seq, transfers: this.list() });
    for await (const { transfers } of this.#feed.watch(first, signal)) yield transfers;
  }

  /** Calls back when an addition has come or was repaired. */
  onInstalled(listener: () => void): () => void {
    this.#installedListeners.add(listener);
    return () => this.#installedListeners.delete(listener);
  }

  /** Throws `transfer.already-there`, `transfer.elsewhere`, and what keeps it from being written. */
  async add(draft: TransferDraft): Promise<Transfer> {
    await this.#claim();
    const { space } = this.#parts;
    const { name, isRepair = false } = draft;
    const isTaken =
      [...this.#entries.values()].some(
        ({ record }) => record.name === name && record.state !== 'done',
      ) ||
      (!isRepair && (await space.hasAddition(name)));
    if (isTaken) throw new EaselError('transfer.already-there', { name });
    const entry = new TransferEntry({
      ...draft,
      ...{ format: 1, isRepair, hashes: {}, state: 'waiting', createdAt: Date.now() },
      id: newId(),
    });
    await space.save(entry.record);
    entry.isActive = true;
    this.#entries.set(entry.record.id, entry);
    this.#work();
    return entry.view();
  }

  /** Throws `transfer.not-found` or `transfer.wrong-state`. */
  async pause(id: TransferId): Promise<Transfer> {
    const entry = this.#entry(id, 'waiting', 'running');
    await this.#stop(entry);
    // It may have come to its end just now.
    if (entry.record.state === 'waiting' || entry.record.state === 'running') {
      await this.#set(entry, { state: 'paused' });
    }
    this.#work();
    return entry.view();
  }

  /** Also after a failure. Throws `transfer.not-found`, `transfer.wrong-state` or `transfer.elsewhere`. */
  async resume(id: TransferId): Promise<Transfer> {
    const entry = this.#entry(id, 'paused', 'failed', 'waiting');
    await this.#claim();
    await this.#set(entry, { state: 'waiting', error: undefined });
    entry.isActive = true;
    this.#work();
    return entry.view();
  }

  /** Forgets it and what has come of it; what it has become stays. Throws `transfer.not-found`. */
  async cancel(id: TransferId): Promise<void> {
    const entry = this.#entry(id);
    if (entry.record.state !== 'done') await this.#claim();
    await this.#stop(entry);
    this.#entries.delete(id);
    await this.#parts.space.discard(id);
    this.#tell();
    this.#work();
  }

  /** What runs stops where it is and goes on at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#telling);
    await Promise.all([...this.#entries.values()].map((entry) => this.#stop(entry)));
    if (this.#isClaimed) this.#parts.space.release();
  }

  async #claim(): Promise<void> {
    if (this.#isClaimed) return;
    await this.#parts.space.claim();
    this.#isClaimed = true;
  }

  #entry(id: TransferId, ...states: readonly TransferState[]): TransferEntry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new EaselError('transfer.not-found');
    const { state } = entry.record;
    if (states.length > 0 && !states.includes(state)) {
      throw new EaselError('transfer.wrong-state', { state });
    }
    return entry;
  }

  async #stop(entry: TransferEntry): Promise<void> {
    entry.isActive = false;
    entry.work?.stop.abort();
    await entry.work?.ended;
  }

  /** Begins whatever has its turn. */
  #work(): void {
    if (this.#isClosed) return;
    for (const kind of ['hub', 'local'] as const) {
      const lane = [...this.#entries.values()].filter(({ record }) => record.source.kind === kind);
      if (lane.some(({ work }) => work !== undefined)) continue;
      const next = lane.find(({ record, isActive }) => isActive && record.state === 'waiting');
      if (next === undefined) continue;
      const stop = new AbortController();
      // Not awaited here: its end begins the next one.
      const ended = this.#run(next, stop.signal).finally(() => {
        next.work = undefined;
        this.#tell();
        this.#work();
      });
      next.work = { stop, ended };
    }
    this.#tell();
  }

  async #run(entry: TransferEntry, signal: AbortSignal): Promise<void> {
    const { space } = this.#parts;
    entry.restartClock();
    try {
      await this.#set(entry, { state: 'running' });
      await runTransfer(this.#parts, entry.record, {
        signal,
        onBytes: (path, bytes) => {
          entry.setBytes(path, bytes);
          this.#tellSoon();
        },
        onFile: (path, sha256) =>
          this.#set(entry, { hashes: { ...entry.record.hashes, [path]: sha256 } }),
      });
      await space.install(entry.record, originOf(entry.record));
      entry.record = { ...entry.record, state: 'done' };
      for (const listener of this.#installedListeners) listener();
    } catch (error) {
      if (isCancellation(error) || signal.aborted) {
        entry.record = { ...entry.record, state: 'waiting' };
        return;
      }
      entry.record = { ...entry.record, state: 'failed', error: toErrorShape(error) };
      // A full disk has no room for this either; it is then found waiting at the next start.
      await space.save(entry.record).catch(() => undefined);
    }
  }

  async #set(entry: TransferEntry, change: Partial<TransferRecord>): Promise<void> {
    entry.record = { ...entry.record, ...change };
    await this.#parts.space.save(entry.record);
    this.#tell();
  }

  #tellSoon(): void {
    if (this.#telling !== undefined || !this.#feed.isWatched) return;
    const wait = Math.max(0, TELL_EVERY_MS - (performance.now() - this.#toldAt));
    this.#telling = setTimeout(() => {
      this.#tell();
    }, wait);
    this.#telling.unref();
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#toldAt = performance.now();
    this.#feed.publish((seq) => ({ seq, transfers: this.list() }));
  }
}

function originOf({ id, source, license, files, hashes }: TransferRecord): Origin {
  return {
    ...{ format: 1, transfer: id, source, addedAt: Date.now() },
    ...(license === undefined ? {} : { license }),
    files: files.map(({ path, bytes }) => ({ path, bytes, sha256: hashes[path] ?? '' })),
  };
}

function newId(): TransferId {
  return `t${randomUUID().replaceAll('-', '').slice(0, 16)}` as TransferId;
}
