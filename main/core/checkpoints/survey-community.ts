/** Looks through the weights that came without a manifest; each is recognised once per content. */
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { CommunityFile, CommunityFiles, CommunityFolder } from './community-files.port.ts';
import type { InstalledCheckpoint } from './read-checkpoint.ts';
import { recogniseFile } from './recognise-file.ts';
import { recogniseFolder } from './recognise-folder.ts';

type Outcome = { readonly installed: InstalledCheckpoint } | { readonly error: EaselError };

export interface CommunitySurvey {
  readonly installed: readonly InstalledCheckpoint[];
  readonly problems: readonly { readonly path: string; readonly error: EaselError }[];
}

export class CommunityCheckpoints {
  readonly #files: CommunityFiles;
  /** By place and revision, so that a list of many checkpoints costs little the second time. */
  #known = new Map<string, Outcome>();

  constructor(files: CommunityFiles) {
    this.#files = files;
  }

  async survey(): Promise<CommunitySurvey> {
    const found = await this.#files.find();
    const known = new Map<string, Outcome>();
    const installed: InstalledCheckpoint[] = [];
    const problems: CommunitySurvey['problems'][number][] = [];
    for (const one of found) {
      const path = one.kind === 'file' ? `${one.folder}/${one.file}` : one.folder;
      const key = `${path} ${one.revision}`;
      const outcome = this.#known.get(key) ?? (await this.#recognise(one));
      known.set(key, outcome);
      if ('installed' in outcome) installed.push(outcome.installed);
      else problems.push({ path, error: outcome.error });
    }
    this.#known = known;
    return { installed, problems };
  }

  async #recognise(one: CommunityFile | CommunityFolder): Promise<Outcome> {
    try {
      const recognised =
        one.kind === 'file' ? recogniseFile(this.#files, one) : recogniseFolder(this.#files, one);
      return { installed: await recognised };
    } catch (error) {
      if (isCancellation(error) || !(error instanceof EaselError)) throw error;
      return { error };
    }
  }
}
