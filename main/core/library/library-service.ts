/** Where the library is, and moving it to another folder without losing a picture. */
import type { LibraryInfo, LibraryMoveEvent } from '#shared/contract/library.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { LibraryDisk, LibraryFile, LibrarySwitch } from './library-disk.port.ts';

/** Left free on the new disk, for indexes and for the first pictures. */
const SPARE_BYTES = 64 * 2 ** 20;
const REPORT_EVERY_MS = 200;

interface Parts {
  readonly disk: LibraryDisk;
  readonly switch: LibrarySwitch;
  readonly count: () => { readonly pictures: number; readonly pictureBytes: number };
}

export class LibraryService {
  readonly #parts: Parts;
  #isMoving = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async info(): Promise<LibraryInfo> {
    const { disk, count } = this.#parts;
    const { folder } = this.#parts.switch;
    return { folder, ...count(), freeBytes: await disk.freeBytes(folder) };
  }

  /**
   * See the contract. What is copied while the library is in use is looked at once more while it
   * is held back, so nothing that changed meanwhile is forgotten.
   */
  async *move(
    request: { readonly folder: string; readonly removesOld: boolean },
    signal?: AbortSignal,
  ): AsyncGenerator<LibraryMoveEvent, void> {
    if (this.#isMoving) throw new EaselError('library.move-under-way');
    this.#isMoving = true;
    try {
      yield* this.#move(request, signal);
    } finally {
      this.#isMoving = false;
    }
  }

  async *#move(
    request: { readonly folder: string; readonly removesOld: boolean },
    signal?: AbortSignal,
  ): AsyncGenerator<LibraryMoveEvent, void> {
    const { disk } = this.#parts;
    const from = this.#parts.switch.folder;
    const folder = await disk.prepare(from, request.folder);
    const progress = new MoveProgress(folder);
    yield progress.event('looking');

    // 1. What is missing there, and whether it fits.
    const missing = await this.#missing(from, folder, signal);
    progress.expect(missing);
    const free = await disk.freeBytes(folder);
    if (progress.totalBytes + SPARE_BYTES > free) {
      const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
      const needed = megabytes(progress.totalBytes + SPARE_BYTES);
      throw new EaselError('library.no-space', { folder, needed, free: megabytes(free) });
    }

    // 2. The long part, while the library is in use.
    for (const file of missing) {
      throwIfCancelled(signal);
      await disk.copy(from, folder, file.path);
      if (progress.add(file)) yield progress.event('copying');
    }

    // 3. The short part: what changed meanwhile, the indexes, and the switch.
    throwIfCancelled(signal);
    yield progress.event('switching');
    await this.#parts.switch.switchTo(folder, async () => {
      for (const file of await this.#missing(from, folder)) {
        await disk.copy(from, folder, file.path);
      }
      await disk.complete(from, folder);
    });

    // 4. The old one goes last, and only when asked.
    if (request.removesOld) {
      yield progress.event('removing');
      await disk.remove(from);
    }
    yield progress.event('finished');
  }

  async #missing(from: string, to: string, signal?: AbortSignal): Promise<LibraryFile[]> {
    const missing: LibraryFile[] = [];
    for (const file of await this.#parts.disk.list(from)) {
      throwIfCancelled(signal);
      if (!(await this.#parts.disk.isCopied(from, to, file.path))) missing.push(file);
    }
    return missing;
  }
}

class MoveProgress {
  readonly #folder: string;
  #files = { done: 0, total: 0 };
  #bytes = { done: 0, total: 0 };
  #startedAt = 0;
  #reportedAt = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get totalBytes(): number {
    return this.#bytes.total;
  }

  expect(files: readonly LibraryFile[]): void {
    this.#files = { done: 0, total: files.length };
    this.#bytes = { done: 0, total: files.reduce((sum, { bytes }) => sum + bytes, 0) };
    this.#startedAt = performance.now();
  }

  /** Whether it is time to tell. */
  add({ bytes }: LibraryFile): boolean {
    this.#files.done += 1;
    this.#bytes.done += bytes;
    if (performance.now() - this.#reportedAt < REPORT_EVERY_MS) return false;
    this.#reportedAt = performance.now();
    return true;
  }

  event(phase: LibraryMoveEvent['phase']): LibraryMoveEvent {
    const { done, total } = this.#bytes;
    const rate = done / Math.max(1, performance.now() - this.#startedAt);
    const isKnown = phase === 'copying' && rate > 0;
    return {
      phase,
      files: { ...this.#files },
      bytes: { ...this.#bytes },
      ...(isKnown ? { remainingMs: Math.round((total - done) / rate) } : {}),
      folder: this.#folder,
    };
  }
}
