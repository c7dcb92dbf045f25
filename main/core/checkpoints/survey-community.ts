/** Looks through the weights that came without a manifest; each is recognised once per content. */
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { readClipFiles } from '#main/core/clips/read-clip-folder.ts';
import { clipLibraryOf } from '#shared/clip/describe-clip.ts';
import { isPictureTower } from '#shared/clip/picture-tower.ts';
import type { CommunityFiles, CommunityFind, CommunityModel } from './community-files.port.ts';
import { nameOf, type InstalledCheckpoint } from './read-checkpoint.ts';
import { recogniseFile } from './recognise-file.ts';
import { recogniseFolder } from './recognise-folder.ts';

type Outcome =
  | { readonly installed: InstalledCheckpoint }
  | { readonly error: EaselError }
  /** A folder of which the files are looked at one by one. */
  | 'nothing';

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
    const clips: string[] = [];
    for (const one of found) {
      // The files of a CLIP are told of with it.
      if (one.kind === 'file' && clips.includes(one.folder)) continue;
      const path = one.kind === 'file' ? `${one.folder}/${one.file}` : one.folder;
      const key = `${path} ${one.revision}`;
      const outcome = this.#known.get(key) ?? (await this.#recognise(one, found));
      if (!isWaiting(outcome)) known.set(key, outcome);
      if (outcome === 'nothing') continue;
      if (one.kind === 'model') clips.push(one.folder);
      if ('installed' in outcome) installed.push(outcome.installed);
      else problems.push({ path, error: outcome.error });
    }
    this.#known = known;
    // What a checkpoint of several files uses is no problem by itself.
    const used = new Set(installed.flatMap(({ paths }) => paths));
    return { installed, problems: problems.filter(({ path }) => !used.has(path)) };
  }

  async #recognise(one: CommunityFind, found: readonly CommunityFind[]): Promise<Outcome> {
    try {
      if (one.kind === 'model') return await this.#recogniseModel(one);
      const others = found.flatMap((other) =>
        other.kind === 'file' && other !== one ? [other] : [],
      );
      const recognised =
        one.kind === 'file'
          ? recogniseFile(this.#files, one, others)
          : recogniseFolder(this.#files, one);
      return { installed: await recognised };
    } catch (error) {
      if (isCancellation(error) || !(error instanceof EaselError)) throw error;
      return { error };
    }
  }

  async #recogniseModel({ folder }: CommunityModel): Promise<Outcome> {
    const small = await readClipFiles(this.#files, folder);
    if (isPictureTower(small.config)) {
      return { error: new EaselError('checkpoint.is-image-encoder', { file: nameOf(folder) }) };
    }
    if (clipLibraryOf(small) === undefined) return 'nothing';
    return { error: new EaselError('checkpoint.is-clip', { file: nameOf(folder) }) };
  }
}

/** Whether other files may still come that it needs. */
function isWaiting(outcome: Outcome): boolean {
  return (
    outcome !== 'nothing' && 'error' in outcome && outcome.error.code === 'checkpoint.needs-files'
  );
}
