/**
 * The CLIPs on this machine, and which of them is used. By itself each checkpoint is judged by its own,
 * and the gallery is searched with the first there is; whoever chooses one has it everywhere.
 */
import { createHash } from 'node:crypto';
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { CommunityFiles } from '#main/core/checkpoints/community-files.port.ts';
import { canRank, type RankingCheckpoint } from '#main/core/checkpoints/read-checkpoint.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import type { ClipAdapterSummary, ClipCoverage, ClipSummary } from '#shared/domain/clip.ts';
import type { RankedBy } from '#shared/domain/rank.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import type { ClipAdapters } from './clip-adapters.ts';
import { readClipFolder, type InstalledClip } from './read-clip-folder.ts';

/** The CLIP that judges and finds, and the space that its embeddings belong to. */
export interface RankingSpace {
  /** Embeddings of different spaces cannot be compared. */
  readonly id: string;
  readonly dimensions: number;
  readonly checkpoint: CheckpointRef;
  /** For the record of what it judged. */
  readonly ranker: RankedBy;
}

/** How many pictures there are, and how many of them lack a place in a space. */
export interface PictureCounts {
  count(): number;
  lacking(space: string): number;
}

interface Parts {
  readonly checkpoints: Checkpoints;
  readonly files: CommunityFiles;
  readonly adapters: ClipAdapters;
  readonly settings: SettingsService;
  readonly pictures: PictureCounts;
}

type Outcome = { readonly clip: InstalledClip | undefined } | { readonly error: EaselError };

interface Survey {
  readonly clips: readonly InstalledClip[];
  readonly problems: readonly { readonly folder: string; readonly error: EaselError }[];
}

export class Clips {
  readonly #parts: Parts;
  /** By place and revision: a folder is read once for each content. */
  #known = new Map<string, Outcome>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list(): Promise<{
    clips: ClipSummary[];
    problems: { folder: string; error: ErrorShape }[];
    used?: string;
    missing?: string;
    adapters: ClipAdapterSummary[];
    missingAdapter?: string;
    coverage: ClipCoverage;
  }> {
    const { clips, problems } = await this.#survey();
    const { rankingClip: chosen, rankingAdapter } = this.#parts.settings.get();
    const adapters = await this.#parts.adapters.list();
    const lacksAdapter =
      rankingAdapter !== undefined && !adapters.some(({ name }) => name === rankingAdapter);
    const isMissing = chosen !== undefined && !clips.some(({ summary }) => summary.id === chosen);
    const used = await this.space().catch(() => undefined);
    return {
      clips: clips.map(({ summary }) => summary),
      problems: problems.map(({ folder, error }) => ({ folder, error: toErrorShape(error) })),
      ...(used === undefined ? {} : { used: used.checkpoint.id }),
      ...(isMissing ? { missing: chosen } : {}),
      adapters: adapters.map((adapter) => ({
        ...{ name: adapter.name, words: [...adapter.words], bytes: adapter.bytes },
        ...(adapter.title === '' ? {} : { title: adapter.title }),
        clip: clips.find(({ space }) => space === adapter.base)?.summary.id,
        isUsed: used?.ranker.adapter?.name === adapter.name,
      })),
      ...(lacksAdapter ? { missingAdapter: rankingAdapter } : {}),
      coverage: this.#coverage(used),
    };
  }

  /** Where the weights of each lie that came from elsewhere. */
  async places(): Promise<{ id: string; path: string }[]> {
    const { clips } = await this.#survey();
    return clips
      .filter(({ summary }) => summary.format !== 'easel')
      .flatMap(({ summary, paths }) => paths.map((path) => ({ id: summary.id, path })));
  }

  /** Throws `clip.not-found`, or why the one of that name cannot be used. */
  async find(id: string): Promise<InstalledClip> {
    return findIn(await this.#survey(), id);
  }

  /** Throws `clip.adapter-not-found`, or `clip.adapter-foreign` where no CLIP here is its own. */
  async requireAdapter(name: string): Promise<void> {
    const adapters = await this.#parts.adapters.list();
    const adapter = adapters.find((one) => one.name === name);
    if (adapter === undefined) {
      const choices = adapters.map((one) => one.name).join(', ') || '–';
      throw new EaselError('clip.adapter-not-found', { name, choices });
    }
    const { clips } = await this.#survey();
    if (clips.some(({ space }) => space === adapter.base)) return;
    throw new EaselError('clip.adapter-foreign', { name });
  }

  /** The CLIP that would look, without anything that it was taught. As `space`. */
  async untaught(id?: string): Promise<InstalledClip> {
    const { checkpoint } = await this.space(id);
    return this.find(checkpoint.id);
  }

  /**
   * The CLIP to look with: the one of that name, which may also be a checkpoint that has one; without a
   * name the one that is chosen, else the first. Throws what keeps it from being used.
   */
  async space(id?: string): Promise<RankingSpace> {
    if (id === undefined) return (await this.#chosen()) ?? this.#ofCheckpoint();
    const { clips } = await this.#survey();
    const named = clips.find(({ summary }) => summary.id === id);
    return named === undefined ? this.#ofCheckpoint(id) : this.#taught(named);
  }

  /** The CLIP that judges what a checkpoint makes: the one that is chosen, else its own. */
  async judging(checkpoint: string): Promise<RankingSpace> {
    return (await this.#chosen()) ?? this.#ofCheckpoint(checkpoint);
  }

  /** Undefined where none is chosen, or it is gone or broken: then all goes on as without a choice. */
  async #chosen(): Promise<RankingSpace | undefined> {
    const id = this.#parts.settings.get().rankingClip;
    if (id === undefined) return undefined;
    const { clips } = await this.#survey();
    const clip = clips.find(({ summary }) => summary.id === id);
    return clip && this.#taught(clip);
  }

  async #ofCheckpoint(id?: string): Promise<RankingSpace> {
    return this.#taught(own(await this.#parts.checkpoints.resolveRanking(id)));
  }

  /** With what is switched on, where it was taught to this CLIP. */
  async #taught({ space, summary, ref }: InstalledClip): Promise<RankingSpace> {
    const { dimensions, id: clip } = summary;
    const name = this.#parts.settings.get().rankingAdapter;
    const adapters = name === undefined ? [] : await this.#parts.adapters.list();
    const adapter = adapters.find((one) => one.name === name && one.base === space);
    if (adapter === undefined) return { id: space, dimensions, checkpoint: ref, ranker: { clip } };
    const { hash, path } = adapter;
    return {
      id: createHash('sha256').update(`${space} ${hash}`).digest('hex').slice(0, 16),
      dimensions,
      checkpoint: { ...ref, adapter: { name: adapter.name, path } },
      ranker: { clip, adapter: { name: adapter.name, hash } },
    };
  }

  #coverage(space: RankingSpace | undefined): ClipCoverage {
    const pictures = this.#parts.pictures.count();
    const lacking = space === undefined ? pictures : this.#parts.pictures.lacking(space.id);
    return { described: pictures - lacking, pictures };
  }

  async #survey(): Promise<Survey> {
    const { checkpoints, files } = this.#parts;
    const clips = (await checkpoints.installed()).filter(canRank).map(own);
    const problems: Survey['problems'][number][] = [];
    const known = new Map<string, Outcome>();
    for (const one of await files.find()) {
      if (one.kind !== 'model') continue;
      const key = `${one.folder} ${one.revision}`;
      const outcome = this.#known.get(key) ?? (await readOutcome(files, one));
      known.set(key, outcome);
      if ('error' in outcome) problems.push({ folder: one.folder, error: outcome.error });
      else if (outcome.clip !== undefined) {
        const { id } = outcome.clip.summary;
        if (!clips.some(({ summary }) => summary.id === id)) clips.push(outcome.clip);
        else problems.push({ folder: one.folder, error: new EaselError('clip.same-name', { id }) });
      }
    }
    this.#known = known;
    return { clips, problems };
  }
}

async function readOutcome(
  files: CommunityFiles,
  model: Parameters<typeof readClipFolder>[1],
): Promise<Outcome> {
  try {
    return { clip: await readClipFolder(files, model) };
  } catch (error) {
    if (isCancellation(error) || !(error instanceof EaselError)) throw error;
    return { error };
  }
}

/** The CLIP in a checkpoint of ours. */
function own({ summary, manifest, clipSpace, ref, paths }: RankingCheckpoint): InstalledClip {
  const { clip, parts, files } = manifest;
  const used = [parts.clip_text, parts.clip_vision];
  return {
    ...{ ref, paths, space: clipSpace },
    summary: {
      ...{ id: summary.id, name: summary.name, family: 'spark', format: 'easel' },
      license: summary.license,
      bytes: files
        .filter(({ path }) => used.includes(path))
        .reduce((sum, { bytes }) => sum + bytes, 0),
      ...{ dimensions: clip.dimensions, imageSize: clip.imageSize },
    },
  };
}

function findIn({ clips, problems }: Survey, id: string): InstalledClip {
  const found = clips.find(({ summary }) => summary.id === id);
  if (found !== undefined) return found;
  const broken = problems.find(({ folder }) => folder.split(/[\\/]/).at(-1) === id);
  if (broken !== undefined) throw broken.error;
  const choices = clips.map(({ summary }) => summary.id).join(', ') || '–';
  throw new EaselError('clip.not-found', { id, choices });
}
