/** Datasets: looked at, mended and remembered, without touching the pictures. */
import type { Clips, RankingSpace } from '#main/core/clips/clips.ts';
import type { SurveyEvent } from '#shared/contract/training.ts';
import type {
  Dataset,
  DatasetId,
  DatasetPictureKey,
  DatasetSource,
  PictureChange,
  Remedy,
} from '#shared/domain/dataset.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { CaptionProposer } from './caption-proposer.ts';
import type { DatasetStore } from './dataset-store.port.ts';
import type { Choice, Entry, OpenDataset, SourcePicture } from './dataset.records.ts';
import { describeDataset } from './describe-dataset.ts';
import { lookAtPictures, type LookParts } from './look-at-pictures.ts';
import { changesOf } from './remedies.ts';
import { datasetIdOf, listSource, type SourceParts } from './survey-source.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';

interface Parts extends SourceParts, Omit<LookParts, 'engine'> {
  readonly store: DatasetStore;
  readonly clips: Pick<Clips, 'space'>;
  readonly engine: Pick<Engine, 'embedPictures' | 'embedText'>;
}

/** A dataset with the pictures that it is of. */
export interface OpenedDataset {
  readonly dataset: Dataset;
  readonly entries: readonly Entry[];
}

export class Datasets {
  readonly #parts: Parts;
  readonly #open = new Map<DatasetId, OpenDataset>();
  readonly #proposer: CaptionProposer;
  /** Changes of choices happen one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#proposer = new CaptionProposer(parts.engine);
  }

  /** Throws `dataset.source-missing`, `dataset.not-readable` or `dataset.empty`. */
  async *survey(asked: DatasetSource, signal?: AbortSignal): AsyncGenerator<SurveyEvent, void> {
    const { store, files } = this.#parts;
    const source: DatasetSource =
      asked.kind === 'folder' ? { kind: 'folder', path: await files.resolve(asked.path) } : asked;
    const listing = await listSource(this.#parts, source);
    const id = datasetIdOf(listing.source);
    const total = listing.pictures.length;
    yield { type: 'progress', done: 0, total };
    const [known, stored, space] = await Promise.all([
      store.loadLooks(id),
      store.load(id),
      this.#space(),
    ]);
    const news = new Progress();
    const work = this.#look(listing.pictures, known, space, news, signal);
    for await (const done of news.until(work)) yield { type: 'progress', done, total };
    const entries = await work;
    const looks = entries.flatMap(({ key, look }) =>
      look === undefined ? [] : [[key, look] as const],
    );
    // What cannot be kept is measured anew next time.
    await store.saveLooks(id, Object.fromEntries(looks)).catch(() => undefined);
    this.#open.set(id, {
      ...{ id, name: listing.name, source: listing.source, entries, total: listing.total },
      isBalanced: stored?.isBalanced ?? false,
      choices: stored?.choices ?? {},
    });
    yield { type: 'dataset', dataset: (await this.open(id)).dataset };
  }

  /** Surveyed now where only its choices are known. Throws `dataset.not-found`, or as `survey` does. */
  async open(id: DatasetId, signal?: AbortSignal): Promise<OpenedDataset> {
    const open = await this.#one(id, signal);
    return { dataset: describeDataset(open), entries: open.entries };
  }

  /** Throws `dataset.not-found`, `library.not-writable`, `library.disk-full`. */
  change(id: DatasetId, changes: readonly PictureChange[]): Promise<Dataset> {
    return this.#changing(id, (open) => {
      const choices: Record<string, Choice> = { ...open.choices };
      const known = new Set<string>(open.entries.map(({ key }) => key));
      for (const { key, ...change } of changes) {
        if (!known.has(key)) continue;
        const written = change.caption !== undefined && change.captionOrigin === undefined;
        choices[key] = {
          ...choices[key],
          ...change,
          ...(written ? { captionOrigin: 'written' as const } : {}),
        };
      }
      return { ...open, choices };
    });
  }

  setBalanced(id: DatasetId, isBalanced: boolean): Promise<Dataset> {
    return this.#changing(id, (open) => ({ ...open, isBalanced }));
  }

  /** Throws `dataset.no-finding` where it is not, or not so mended, and as `change` does. */
  async remedy(
    id: DatasetId,
    findingId: string,
    remedy: Remedy,
    signal?: AbortSignal,
  ): Promise<{ dataset: Dataset; before: PictureChange[] }> {
    const { dataset } = await this.open(id);
    const finding = dataset.findings.find((one) => one.id === findingId);
    if (finding?.remedies.includes(remedy) !== true) throw new EaselError('dataset.no-finding');
    if (remedy === 'balance') return { dataset: await this.setBalanced(id, true), before: [] };
    const changes =
      remedy === 'propose-captions'
        ? await this.#proposals(id, finding.groups.flat(), signal)
        : changesOf(remedy, finding, dataset.pictures);
    const pictures = new Map(dataset.pictures.map((picture) => [picture.key, picture]));
    const before = changes.flatMap(({ key, caption, isIncluded }): PictureChange[] => {
      const picture = pictures.get(key);
      if (picture === undefined) return [];
      return [
        {
          key,
          ...(caption === undefined
            ? {}
            : { caption: picture.caption, captionOrigin: picture.captionOrigin }),
          ...(isIncluded === undefined ? {} : { isIncluded: picture.isIncluded }),
        },
      ];
    });
    return { dataset: await this.change(id, changes), before };
  }

  /** Throws as `change` does, and what keeps CLIP from being asked. */
  async *proposeCaptions(
    id: DatasetId,
    keys: readonly DatasetPictureKey[] | undefined,
    signal?: AbortSignal,
  ): AsyncGenerator<SurveyEvent, void> {
    const { dataset } = await this.open(id, signal);
    const wanted =
      keys ?? dataset.pictures.filter(({ caption }) => caption.trim() === '').map(({ key }) => key);
    const total = wanted.length;
    yield { type: 'progress', done: 0, total };
    const changes = await this.#proposals(id, wanted, signal);
    yield { type: 'dataset', dataset: await this.change(id, changes) };
  }

  /** Throws `dataset.not-a-folder` or `dataset.not-writable`. */
  async writeCaptions(id: DatasetId): Promise<{ written: number }> {
    const { dataset } = await this.open(id);
    if (dataset.source.kind !== 'folder') throw new EaselError('dataset.not-a-folder');
    const captions = dataset.pictures
      .filter(({ caption, problem }) => caption.trim() !== '' && problem === undefined)
      .map(({ name, caption }) => ({ name, text: caption }));
    await this.#parts.files.writeCaptions(dataset.source.path, captions);
    return { written: captions.length };
  }

  /** Where the file of a picture lies. Throws `dataset.not-found` or `picture.not-found`. */
  async locate(id: DatasetId, key: string): Promise<Entry> {
    const open = await this.#one(id);
    const entry = open.entries.find((one) => one.key === key);
    if (entry?.path === undefined) throw new EaselError('picture.not-found', { id: key });
    return entry;
  }

  /**
   * Files of a source by the keys of their pictures, as they lie now. Throws as `survey` does, but
   * not where there are none.
   */
  async entriesOf(source: DatasetSource): Promise<ReadonlyMap<string, SourcePicture>> {
    try {
      const { pictures } = await listSource(this.#parts, source);
      return new Map(pictures.map((picture) => [picture.key, picture]));
    } catch (error) {
      if (error instanceof EaselError && error.code === 'dataset.empty') return new Map();
      throw error;
    }
  }

  /** What was measured of the pictures; what was decided about them stays. */
  async forgetLooks(id: DatasetId): Promise<void> {
    this.#open.delete(id);
    await this.#parts.store.removeLooks(id);
  }

  async #proposals(
    id: DatasetId,
    keys: readonly DatasetPictureKey[],
    signal?: AbortSignal,
  ): Promise<PictureChange[]> {
    const open = await this.#one(id, signal);
    const wanted = new Set<string>(keys);
    const entries = open.entries.filter(({ key }) => wanted.has(key));
    const space = await this.#space();
    return this.#proposer.propose(entries, space, signal);
  }

  #changing(id: DatasetId, change: (open: OpenDataset) => OpenDataset): Promise<Dataset> {
    const work = this.#turn.then(async () => {
      const changed = change(await this.#one(id));
      const { source, isBalanced, choices } = changed;
      await this.#parts.store.save(id, { format: 1, source, isBalanced, choices });
      this.#open.set(id, changed);
      return describeDataset(changed);
    });
    this.#turn = work.catch(() => undefined);
    return work;
  }

  async #one(id: DatasetId, signal?: AbortSignal): Promise<OpenDataset> {
    const known = this.#open.get(id);
    if (known !== undefined) return known;
    const stored = await this.#parts.store.load(id);
    if (stored === undefined) throw new EaselError('dataset.not-found');
    const survey = this.survey(stored.source, signal);
    while ((await survey.next()).done !== true);
    const found = this.#open.get(id);
    if (found === undefined) throw new EaselError('dataset.not-found');
    return found;
  }

  async #look(
    pictures: Parameters<typeof lookAtPictures>[1],
    known: Parameters<typeof lookAtPictures>[2],
    space: RankingSpace | undefined,
    news: Progress,
    signal?: AbortSignal,
  ): Promise<Entry[]> {
    const report = (done: number): void => news.tell(done);
    try {
      return await lookAtPictures(this.#parts, pictures, known, space, report, signal);
    } catch (error) {
      if (isCancellation(error) || space === undefined) throw error;
      // Without the engine, nearly all that is looked for can still be found.
      return lookAtPictures(this.#parts, pictures, known, undefined, report, signal);
    }
  }

  /** Undefined where nothing here can look. */
  #space(): Promise<RankingSpace | undefined> {
    return this.#parts.clips.space().catch(() => undefined);
  }
}

/** The latest number that was told, for a reader who may be slower. */
class Progress {
  #latest: number | undefined;
  #wake: () => void = () => undefined;

  tell(done: number): void {
    this.#latest = done;
    this.#wake();
  }

  /** Yields until the work has ended, well or not. */
  async *until(work: Promise<unknown>): AsyncGenerator<number, void> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
      this.#wake();
    };
    work.then(end, end);
    while (!isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#latest !== undefined || isOver) resolve();
      });
      const latest = this.#latest;
      this.#latest = undefined;
      if (latest !== undefined && !isOver) yield latest;
    }
  }
}
