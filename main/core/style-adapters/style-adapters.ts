/** The style adapters on this machine, and the one that shows a checkpoint a picture. */
import type {
  CommunityFile,
  CommunityFiles,
  CommunityFind,
} from '#main/core/checkpoints/community-files.port.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import {
  takesStyleAdapters,
  type StyleAdapterSummary,
  type UsedStyleAdapter,
} from '#shared/domain/style-adapter.ts';
import type { CheckpointRef, StyleAdapterRef } from '#shared/engine-protocol/messages.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { SafetensorsFault } from '#shared/safetensors/header.ts';
import { encoderFor, readIpAdapter, type IpAdapterFacts } from '#shared/safetensors/ip-adapter.ts';
import { readPictureTower, type PictureTower } from './read-picture-tower.ts';

export interface ChosenStyleAdapter {
  readonly adapter: StyleAdapterRef;
  readonly encoder: CheckpointRef;
  /** For the record of a picture. */
  readonly used: UsedStyleAdapter;
}

interface FoundAdapter {
  readonly name: string;
  readonly file: CommunityFile;
  readonly path: string;
  readonly facts: IpAdapterFacts;
}

type Outcome =
  | { readonly adapter: FoundAdapter }
  | { readonly tower: PictureTower }
  | { readonly file: string; readonly error: EaselError }
  | undefined;

interface Survey {
  readonly adapters: readonly FoundAdapter[];
  /** The best first. */
  readonly towers: readonly PictureTower[];
  readonly problems: readonly { readonly file: string; readonly error: EaselError }[];
}

export class StyleAdapters {
  readonly #files: CommunityFiles;
  /** By place and revision: a header is read once for each content. */
  #known = new Map<string, Outcome>();

  constructor(files: CommunityFiles) {
    this.#files = files;
  }

  async list(): Promise<{
    adapters: StyleAdapterSummary[];
    problems: { file: string; error: ErrorShape }[];
  }> {
    const { adapters, towers, problems } = await this.#survey();
    return {
      adapters: adapters.map(({ name, file, facts }) => {
        const { family, embedWidth } = facts;
        const encoder = towers.find(({ dimensions }) => dimensions === embedWidth)?.ref.id;
        return {
          ...{ name, file: file.file, bytes: file.bytes, needs: encoderFor(embedWidth) },
          ...(family === undefined ? {} : { family }),
          ...(encoder === undefined ? {} : { encoder }),
        };
      }),
      problems: problems.map(({ file, error }) => ({ file, error: toErrorShape(error) })),
    };
  }

  /** Where each lies, and the image towers that came by themselves. */
  async places(): Promise<{ name: string; path: string }[]> {
    const { adapters, towers } = await this.#survey();
    return [
      ...adapters.map(({ name, path }) => ({ name, path })),
      ...towers
        .filter(({ isAlone }) => isAlone)
        .map(({ ref }) => ({ name: ref.id, path: ref.folder })),
    ];
  }

  /**
   * The adapter of that name, or the first for the checkpoint's family; undefined where none is asked
   * for and none fits. Throws `style-adapter.not-found`, `style-adapter.other-family`, why the file of
   * that name cannot be used, or `style-adapter.no-encoder` where nothing looks at pictures for it.
   */
  async choose(summary: CheckpointSummary, name?: string): Promise<ChosenStyleAdapter | undefined> {
    const { name: checkpoint, family, version } = summary;
    const survey = await this.#survey();
    const fits = ({ facts }: FoundAdapter): boolean => facts.family === family;
    const found =
      name === undefined
        ? (survey.adapters.find(fits) ?? survey.adapters.find((one) => isOfNoFamily(one)))
        : named(survey, name);
    if (found === undefined) return undefined;
    if (!takesStyleAdapters(summary) || !(fits(found) || isOfNoFamily(found))) {
      if (name === undefined) return undefined;
      const { file } = found.file;
      throw new EaselError('style-adapter.other-family', { file, checkpoint, family: version });
    }
    const { embedWidth } = found.facts;
    const tower = survey.towers.find(({ dimensions }) => dimensions === embedWidth);
    if (tower === undefined) {
      throw new EaselError('style-adapter.no-encoder', {
        ...{ file: found.file.file, width: embedWidth, encoder: encoderFor(embedWidth) },
      });
    }
    return {
      adapter: { name: found.name, path: found.path },
      encoder: tower.ref,
      used: { name: found.name, hash: await this.#files.fingerprint([found.path]) },
    };
  }

  async #survey(): Promise<Survey> {
    const known = new Map<string, Outcome>();
    for (const one of await this.#files.find()) {
      if (one.kind === 'diffusers') continue;
      const path = one.kind === 'file' ? `${one.folder}/${one.file}` : one.folder;
      const key = `${path} ${one.revision}`;
      known.set(key, this.#known.has(key) ? this.#known.get(key) : await this.#read(one, path));
    }
    this.#known = known;
    const outcomes = [...known.values()].filter((outcome) => outcome !== undefined);
    return {
      adapters: outcomes.flatMap((one) => ('adapter' in one ? [one.adapter] : [])),
      towers: outcomes
        .flatMap((one) => ('tower' in one ? [one.tower] : []))
        .toSorted((a, b) => Number(b.isAlone) - Number(a.isAlone)),
      problems: outcomes.flatMap((one) => ('error' in one ? [one] : [])),
    };
  }

  async #read(one: CommunityFind, path: string): Promise<Outcome> {
    if (one.kind === 'diffusers') return undefined;
    if (one.kind === 'model') {
      const tower = await readPictureTower(this.#files, one);
      return tower && { tower };
    }
    const { file } = one;
    try {
      const facts = readIpAdapter(await this.#files.readHeader(path));
      if (facts === undefined) return undefined;
      if (facts.kind !== 'plain') {
        return { file, error: new EaselError('style-adapter.unsupported', { file }) };
      }
      return { adapter: { name: file.replace(/\.safetensors$/i, ''), file: one, path, facts } };
    } catch (error) {
      // Whoever lists checkpoints tells of damaged files.
      if (error instanceof SafetensorsFault) return undefined;
      throw error;
    }
  }
}

/** What it fits is told by its shapes alone, when it is used. */
function isOfNoFamily({ facts }: FoundAdapter): boolean {
  return facts.family === undefined;
}

function named({ adapters, problems }: Survey, asked: string): FoundAdapter {
  const name = asked.replace(/\.safetensors$/i, '').toLowerCase();
  const found = adapters.find((one) => one.name.toLowerCase() === name);
  if (found !== undefined) return found;
  const broken = problems.find(
    ({ file }) => file.replace(/\.safetensors$/i, '').toLowerCase() === name,
  );
  if (broken !== undefined) throw broken.error;
  const choices = adapters.map((one) => one.name).join(', ') || '–';
  throw new EaselError('style-adapter.not-found', { name: asked, choices });
}
