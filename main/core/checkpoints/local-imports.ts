/** Weights from a file or a folder of this machine, taken in without a second copy where possible. */
import type { Transfer } from '#shared/domain/transfer.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { folderName } from './hub/hub-downloads.ts';
import { checkPaths, isWeights } from './hub/safe-files.ts';
import type { LocalWeights } from './transfers/transfer-space.port.ts';
import type { Transfers } from './transfers/transfers.ts';

export class LocalImports {
  readonly #local: LocalWeights;
  readonly #transfers: Transfers;

  constructor(local: LocalWeights, transfers: Transfers) {
    this.#local = local;
    this.#transfers = transfers;
  }

  /**
   * Begins to take in what lies at an absolute path. Throws `transfer.source-missing`,
   * `transfer.nothing-usable`, `transfer.already-there`, `hub.names-collide` or `hub.file-type`.
   */
  async import(path: string): Promise<Transfer> {
    const { name, root, files } = await this.#local.survey(path);
    if (!files.some((file) => isWeights(file.path))) {
      throw new EaselError('transfer.nothing-usable', { path });
    }
    checkPaths(
      files.map((file) => file.path),
      name,
    );
    return this.#transfers.add({
      name: folderName(name),
      source: { kind: 'local', path: root },
      files: [...files],
    });
  }
}
