/** The latest rough picture of every candidate in the works; kept in memory only. */
import type { JobId } from '#shared/domain/ids.ts';

export interface Preview {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Rises with each new picture of the same candidate. */
  readonly version: number;
}

export class Previews {
  readonly #latest = new Map<string, Preview>();

  get(jobId: JobId, index: number): Preview | undefined {
    return this.#latest.get(keyOf(jobId, index));
  }

  set(jobId: JobId, index: number, preview: { bytes: Uint8Array; type: string }): number {
    const version = (this.get(jobId, index)?.version ?? 0) + 1;
    this.#latest.set(keyOf(jobId, index), { ...preview, version });
    return version;
  }

  /** One candidate is finished, or a whole job is. */
  drop(jobId: JobId, index?: number): void {
    if (index !== undefined) this.#latest.delete(keyOf(jobId, index));
    else {
      for (const key of this.#latest.keys()) {
        if (key.startsWith(`${jobId}/`)) this.#latest.delete(key);
      }
    }
  }
}

function keyOf(jobId: JobId, index: number): string {
  return `${jobId}/${index}`;
}
