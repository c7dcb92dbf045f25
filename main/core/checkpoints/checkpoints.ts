/** The installed checkpoints. */
import type { CheckpointManifest, CheckpointSummary } from '#shared/domain/checkpoint.ts';
import { isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import type { CheckpointFolders } from './checkpoint-folders.port.ts';
import type { CommunityFiles } from './community-files.port.ts';
import {
  canRank,
  nameOf,
  readCheckpoint,
  type InstalledCheckpoint,
  type RankingCheckpoint,
} from './read-checkpoint.ts';
import { idOf } from './community-summary.ts';
import { CommunityCheckpoints } from './survey-community.ts';

interface Survey {
  readonly installed: readonly InstalledCheckpoint[];
  readonly problems: readonly { readonly path: string; readonly error: EaselError }[];
}

/** What files are that are none, and no problem either. */
const elsewhere: readonly string[] = [
  'checkpoint.is-lora',
  'checkpoint.is-clip',
  'checkpoint.is-preview',
  'checkpoint.is-style-adapter',
  'checkpoint.is-image-encoder',
];

export class Checkpoints {
  readonly #folders: CheckpointFolders;
  readonly #community: CommunityCheckpoints | undefined;

  /** @param community where weights without a manifest may lie; none are looked for without it */
  constructor(folders: CheckpointFolders, community?: CommunityFiles) {
    this.#folders = folders;
    this.#community = community && new CommunityCheckpoints(community);
  }

  async list(): Promise<{
    checkpoints: CheckpointSummary[];
    problems: { folder: string; error: ErrorShape }[];
  }> {
    const { installed, problems } = await this.#survey();
    return {
      checkpoints: installed.map((checkpoint) => checkpoint.summary),
      problems: problems
        // Those have lists of their own.
        .filter(({ error }) => !elsewhere.includes(error.code))
        .map(({ path, error }) => ({ folder: path, error: toErrorShape(error) })),
    };
  }

  async installed(): Promise<readonly InstalledCheckpoint[]> {
    return (await this.#survey()).installed;
  }

  /** Where the weights of each lie, and what it is called. */
  async places(): Promise<{ id: string; path: string; version: string }[]> {
    const { installed } = await this.#survey();
    return installed.map(({ summary, paths, folder }) => ({
      ...{ id: summary.id, path: paths[0] ?? folder, version: summary.version },
    }));
  }

  /** Throws `checkpoint.not-found`, or why the checkpoint of that name cannot be used. */
  async info(
    id: string,
  ): Promise<{ summary: CheckpointSummary; manifest?: CheckpointManifest; card?: string }> {
    const { summary, manifest, folder } = await this.resolve(id);
    return { summary, manifest, card: await this.#folders.readCard(folder) };
  }

  /** Reads every file and compares it with its hash. Throws `checkpoint.damaged` on the first. */
  async verify(id: string, signal?: AbortSignal): Promise<{ files: number; bytes: number }> {
    const { manifest, folder, summary, paths } = await this.resolve(id);
    // Nobody said what the content should be: its header was read, and its size is what it promises.
    if (manifest === undefined) return { files: paths.length, bytes: summary.bytes };
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
    return find(await this.#survey(), id);
  }

  /**
   * The checkpoint whose CLIP looks at pictures: the one of that id where it can, else the first
   * that can. Throws as `resolve` does.
   */
  async resolveRanking(id?: string): Promise<RankingCheckpoint> {
    const survey = await this.#survey();
    const chosen = find(survey, id);
    if (canRank(chosen)) return chosen;
    const first = survey.installed.find(canRank);
    if (first !== undefined) return first;
    throw new EaselError('checkpoint.not-found', { id: 'CLIP', choices: '–' });
  }

  /** Looks at the disk each time: folders come and go while Easel runs, and manifests are small. */
  async #survey(): Promise<Survey> {
    const installed: InstalledCheckpoint[] = [];
    const problems: Survey['problems'][number][] = [];
    for (const folder of await this.#folders.find()) {
      try {
        const checkpoint = await readCheckpoint(this.#folders, folder);
        const twin = twinFault(installed, checkpoint);
        if (twin !== undefined) throw twin;
        installed.push(checkpoint);
      } catch (error) {
        if (isCancellation(error) || !(error instanceof EaselError)) throw error;
        problems.push({ path: folder.folder, error });
      }
    }
    const community = await this.#community?.survey();
    problems.push(...(community?.problems ?? []));
    for (const checkpoint of community?.installed ?? []) {
      const error = twinFault(installed, checkpoint);
      if (error === undefined) installed.push(checkpoint);
      else problems.push({ path: checkpoint.paths[0] ?? checkpoint.folder, error });
    }
    return { installed, problems };
  }
}

/** As `resolve` says. */
function find({ installed, problems }: Survey, id: string | undefined): InstalledCheckpoint {
  const found = id === undefined ? installed[0] : installed.find((one) => one.summary.id === id);
  if (found !== undefined) return found;
  const broken = problems.find(
    ({ path, error }) =>
      id === undefined || namesOf(path).includes(id) || error.params['id'] === id,
  );
  if (broken !== undefined) throw broken.error;
  const choices = installed.map((one) => one.summary.id).join(', ') || '–';
  throw new EaselError('checkpoint.not-found', { id: id ?? 'default', choices });
}

/** What somebody may call a file or folder that could not be listed. */
function namesOf(path: string): readonly string[] {
  const name = nameOf(path);
  const stem = name.replace(/\.[^.]*$/, '');
  return [name, stem, idOf(stem)];
}

/** An id must name one set of weights; embedded folders come first and win. */
function twinFault(
  installed: readonly InstalledCheckpoint[],
  { summary, folder, ref }: InstalledCheckpoint,
): EaselError | undefined {
  if (!installed.some((one) => one.summary.id === summary.id)) return undefined;
  const reason = 'another checkpoint has the same id';
  return new EaselError('checkpoint.unsupported', {
    id: ref.file ?? nameOf(folder),
    file: ref.file ?? 'manifest.json',
    reason,
  });
}
