/** Pictures from outside that somebody looks for the like of: only their embeddings are kept. */
import { randomBytes } from 'node:crypto';
import { EaselError } from '#shared/errors/easel-error.ts';

/** The oldest goes when there are more. */
const MAX_KEPT = 64;

interface Uploaded {
  readonly space: string;
  readonly vector: Float32Array;
}

export class UploadedPictures {
  readonly #kept = new Map<string, Uploaded>();

  /** Answers the key under which it can be looked for. */
  keep(uploaded: Uploaded): string {
    const key = `u${randomBytes(16).toString('hex')}`;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, uploaded);
    return key;
  }

  /** Throws `search.picture-gone`. */
  find(key: string, space: string): Float32Array {
    const found = this.#kept.get(key);
    if (found?.space !== space) throw new EaselError('search.picture-gone');
    return found.vector;
  }
}
