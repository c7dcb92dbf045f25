/** The folder of LoRAs, as far as runs put their adapters there. */
import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdapterShelf } from '#main/core/training/runs/run-store.port.ts';
import { pointFile } from '#shared/engine-protocol/training.ts';
import { withMetadata } from '#shared/safetensors/write.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { toLibraryError } from './disk-errors.ts';

export class AdapterFolder implements AdapterShelf {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  isFree(name: string): Promise<boolean> {
    return access(this.#path(name)).then(
      () => false,
      () => true,
    );
  }

  async put(
    name: string,
    { folder, step }: { readonly folder: string; readonly step: number },
    metadata: Readonly<Record<string, string>>,
  ): Promise<void> {
    const bytes = await readFile(join(folder, pointFile(step)));
    await writeFileAtomically(this.#path(name), withMetadata(bytes, metadata));
  }

  async remove(name: string): Promise<void> {
    try {
      await rm(this.#path(name), { force: true });
    } catch (error) {
      throw toLibraryError(error, this.#folder);
    }
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.safetensors`);
  }
}
