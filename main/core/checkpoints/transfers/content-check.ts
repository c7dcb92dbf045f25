/** Hashes a file while it comes, and says at its end whether it is what was published. */
import { createHash, type Hash } from 'node:crypto';
import type { WantedFile } from '#shared/domain/transfer.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { checkStart, START_BYTES } from './check-start.ts';

export class ContentCheck {
  readonly #file: WantedFile;
  readonly #sha256: Hash = createHash('sha256');
  readonly #git: Hash | undefined;
  readonly #start = new Uint8Array(START_BYTES);
  #isStartChecked = false;
  #bytes = 0;

  constructor(file: WantedFile) {
    this.#file = file;
    if (file.sha256 !== undefined || file.gitSha1 === undefined) return;
    this.#git = createHash('sha1').update(`blob ${file.bytes}\0`);
  }

  /** What has come so far, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Throws `transfer.not-weights` or, with the first byte too many, `transfer.size-differs`. */
  add(chunk: Uint8Array): void {
    const { path, bytes } = this.#file;
    if (this.#bytes < START_BYTES) {
      this.#start.set(chunk.subarray(0, START_BYTES - this.#bytes), this.#bytes);
    }
    this.#bytes += chunk.length;
    if (this.#bytes > bytes) {
      throw new EaselError('transfer.size-differs', {
        ...{ file: path, expected: bytes, got: this.#bytes },
      });
    }
    if (!this.#isStartChecked && this.#bytes >= Math.min(START_BYTES, bytes)) {
      this.#isStartChecked = true;
      checkStart(path, this.#start.subarray(0, Math.min(START_BYTES, bytes)), bytes);
    }
    this.#sha256.update(chunk);
    this.#git?.update(chunk);
  }

  /**
   * SHA-256 of the content, lower-case hex. Throws `transfer.size-differs`,
   * `transfer.content-differs` or `transfer.not-weights`.
   */
  finish(): string {
    const { path, bytes, sha256, gitSha1 } = this.#file;
    if (this.#bytes !== bytes) {
      throw new EaselError('transfer.size-differs', {
        ...{ file: path, expected: bytes, got: this.#bytes },
      });
    }
    if (bytes === 0 && !/\.(?:json|txt|md)$/i.test(path)) checkStart(path, new Uint8Array(), 0);
    const hash = this.#sha256.digest('hex');
    const isRight =
      sha256 !== undefined
        ? hash === sha256
        : this.#git === undefined || this.#git.digest('hex') === gitSha1;
    if (!isRight) throw new EaselError('transfer.content-differs', { file: path });
    return hash;
  }
}
