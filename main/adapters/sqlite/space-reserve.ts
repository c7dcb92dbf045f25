/**
 * A little disk space kept for bad times: when the disk is full, giving it up makes room to write
 * down that it is.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Some dozen commits of SQLite's log. */
const RESERVED_BYTES = 256 * 1024;

export class SpaceReserve {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.hold();
  }

  /** Takes the space again, where there is room for it. */
  hold(): void {
    if (existsSync(this.#path)) return;
    try {
      writeFileSync(this.#path, Buffer.alloc(RESERVED_BYTES, 1), { flag: 'wx' });
    } catch {
      // Half a reserve would be taken for a whole one.
      rmSync(this.#path, { force: true });
    }
  }

  /** Gives the space up; false when there was none. */
  release(): boolean {
    if (!existsSync(this.#path)) return false;
    rmSync(this.#path, { force: true });
    return true;
  }
}
