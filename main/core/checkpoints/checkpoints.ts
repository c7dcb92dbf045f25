/** The installed checkpoints. */
import type { CheckpointManifest, CheckpointSummary } from '#shared/domain/checkpoint.ts';
import { isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import type { CheckpointFolder, CheckpointFolders } from './checkpoint-folders.port.ts';
import { nameOf, readCheckpoint, type InstalledCheckpoint } from './read-checkpoint.ts';

interface Survey {
  readonly installed: readonly InstalledCheckpoint[];
  readonly problems: readonly { readonly folder: CheckpointFolder; readonly error: EaselError }[];
}

export class Checkpoints {
  readonly #folders: CheckpointFolders;

  constructor(folders: CheckpointFolders) {
    this.#folders = folders;
  }

  async list(): Promise<{
    checkpoints: CheckpointSummary[];
    problems: { folder: string; error: ErrorShape }[];
  }> {
    const { installed, problems } = await this.#survey();
    return {
      checkpoints: installed.map((checkpoint) => checkpoint.summary),
      problems: problems.map(({ folder, error }) => ({
        folder: folder.folder,
        error: toErrorShape(error),
      })),
    };
  }

  /** Throws `checkpoint.not-found`, or why the checkpoint of that name cannot be used. */
  async info(
    id: string,
  ): Promise<{ summary: CheckpointSummary; manifest: CheckpointManifest; card?: string }> {
    const { summary, manifest, folder } = await this.resolve(id);
    return { summary, manifest, card: await this.#folders.readCard(folder) };
  }

  /** Reads every file and compares it with its hash. Throws `checkpoint.damaged` on the first. */
  async verify(id: string, signal?: AbortSignal): Promise<{ files: number; bytes: number }> {
    const { manifest, folder } = await this.resolve(id);
    let bytes = 0;
    for (const file of manifest.files) {
      throwIfCancelled(signal);
      const hash = await this.#folders.hashFile(folder, file.path, signal);
      if (hash !== file.sha256.toLowerCase()) {
        const reason = 'its content is not what the manifest says';
        throw new EaselError('checkpoint.damaged', { id: manifest.id, file: file.path, reason });
      }
      bytes += file.bytes;
    }
    return { files: manifest.files.length, bytes };
  }

  /**
   * The checkpoint to use; the first embedded one when no id is given. Throws
   * `checkpoint.not-found`, or why the checkpoint of that name cannot be used.
   */
  async resolve(id?: string): Promise<InstalledCheckpoint> {
    const { installed, problems } = await this.#survey();
    const found = id === undefined ? installed[0] : installed.find((one) => one.summary.id === id);
    if (found !== undefined) return found;
    const broken = problems.find(
      ({ folder, error }) =>
        id === undefined || nameOf(folder.folder) === id || error.params['id'] === id,
    );
    if (broken !== undefined) throw broken.error;
    const choices = installed.map((one) => one.summary.id).join(', ') || '–';
    throw new EaselError('checkpoint.not-found', { id: id ?? 'default', choices });
  }

  /** Looks at the disk each time: folders come and go while Easel runs, and manifests are small. */
  async #survey(): Promise<Survey> {
    const installed: InstalledCheckpoint[] = [];
    const problems: Survey['problems'][number][] = [];
    for (const folder of await this.#folders.find()) {
      try {
        const checkpoint = await readCheckpoint(this.#folders, folder);
        refuseTwins(installed, checkpoint);
        installed.push(checkpoint);
      } catch (error) {
        if (isCancellation(error) || !(error instanceof EaselError)) throw error;
        problems.push({ folder, error });
      }
    }
    return { installed, problems };
  }
}

/** An id must name one set of weights; embedded folders come first and win. */
function refuseTwins(
  installed: readonly InstalledCheckpoint[],
  { summary, folder }: InstalledCheckpoint,
): void {
  if (!installed.some((one) => one.summary.id === summary.id)) return;
  const reason = 'another checkpoint has the same id';
  throw new EaselError('checkpoint.unsupported', {
    id: nameOf(folder),
    file: 'manifest.json',
    reason,
  });
}
