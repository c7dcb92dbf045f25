/** The library of pictures: what is in it, what was made of it, and telling everybody who looks. */
import { Feed } from '#main/core/feed/feed.ts';
import type {
  CandidateSink,
  FinishedCandidate,
  SavedCandidate,
} from '#main/core/generate/candidate-sink.port.ts';
import type {
  GalleryEvent,
  GalleryFilter,
  GalleryOutline,
  GalleryQuery,
  RebuildEvent,
  SearchVocabulary,
} from '#shared/contract/gallery.ts';
import { MAX_VOCABULARY } from '#shared/contract/gallery.ts';
import { isPending } from '#shared/domain/edit.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';
import type { GalleryCounts, Picture, Rating } from '#shared/domain/picture.ts';
import type { RecalledSettings } from '#shared/domain/recalled.ts';
import type { RankedBy, Ranking } from '#shared/domain/rank.ts';
import { EaselError, fromErrorShape } from '#shared/errors/easel-error.ts';
import { Boards } from './boards.ts';
import { candidateId, storeCandidate } from './store-candidate.ts';
import { storeStep, type FinishedStep } from './store-step.ts';
import { importFile, type ImportOutcome, type ImportProblem } from './import-file.ts';
import type { ImportSource } from './import-source.port.ts';
import { makeThumbnail, type MediaFile } from './media-file.ts';
import type { PictureCodec } from './picture-codec.port.ts';
import type { PictureFiles } from './picture-files.port.ts';
import type { PictureIndex, PicturePage, StoredPicture } from './picture-index.port.ts';
import { pictureTypeOf } from './picture-types.records.ts';
import { savedCandidates } from './saved-candidates.ts';
import { trashPathOf, untrashedPathOf } from './picture-path.ts';
import { recallFile, recallStored, withPictures } from './recall-settings.ts';
import { rebuildIndex } from './rebuild-index.ts';
import { Tally } from './tally.ts';
import { Turns } from './turns.ts';

export interface GalleryParts {
  readonly index: PictureIndex;
  readonly files: PictureFiles;
  readonly codec: PictureCodec;
  readonly source: ImportSource;
}

interface Update {
  readonly ids: readonly PictureId[];
  readonly rating?: Rating;
  readonly isKept?: boolean;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

export class Gallery implements CandidateSink {
  readonly boards: Boards;
  readonly #parts: GalleryParts;
  /** Of counts that wait, the newest is enough. */
  readonly #feed = new Feed<GalleryEvent>(({ type }) => (type === 'counts' ? type : undefined));
  readonly #tally: Tally;
  /** Changes happen one after another, so that file, sidecar and row always tell the same. */
  readonly #turns = new Turns();
  readonly #thumbnails = new Map<string, Promise<MediaFile>>();

  constructor(parts: GalleryParts) {
    this.#parts = parts;
    this.#tally = new Tally(parts.index, this.#feed);
    this.boards = new Boards(parts, this.#turns, {
      find: (ids) => this.#find(ids),
      save: (stored) => this.#save(stored),
      announce: (boards) => {
        this.#feed.publish((seq) => ({ type: 'boards', seq, boards }));
      },
    });
  }

  addCandidate(candidate: FinishedCandidate): Promise<Picture> {
    return this.#turns.take(async () => {
      const { stored, isNew } = await storeCandidate(this.#parts, candidate);
      if (!isPending(stored.picture)) this.#announce(isNew ? 'added' : 'changed', [stored]);
      return stored.picture;
    });
  }

  /** Keeps a finished step of an edit as a node of its tree; durable when it resolves. */
  addStep(step: FinishedStep): Promise<Picture> {
    return this.#turns.take(async () => {
      const stored = await storeStep(this.#parts, step);
      this.#announce('added', [stored]);
      return stored.picture;
    });
  }

  savedCandidates(jobId: JobId): Promise<SavedCandidate[]> {
    return this.#turns.take(() => savedCandidates(this.#parts, jobId));
  }

  setRanking(jobId: JobId, ranking: Ranking, rankedBy?: RankedBy): Promise<Picture[]> {
    return this.#turns.take(() => {
      const ranked = this.#parts.index.ofJob(jobId).flatMap((stored) => {
        const rank = ranking.find(({ index }) => candidateId(jobId, index) === stored.picture.id);
        if (rank === undefined) return [];
        const by = rankedBy && { rankedBy };
        return [{ ...stored, picture: { ...stored.picture, rank, ...by } }];
      });
      return this.#save(ranked);
    });
  }

  list(query: GalleryQuery): PicturePage {
    return this.#parts.index.list(query);
  }

  /** Ids and shapes of all that match, for a view that scrolls over everything. */
  outline(filter: GalleryFilter): GalleryOutline {
    return this.#parts.index.outline(filter);
  }

  /** In the order asked for, without those that are not there. */
  getMany(ids: readonly PictureId[]): Picture[] {
    return this.#parts.index.getMany(ids);
  }

  /** What pictures here can be asked for by. */
  vocabulary(): SearchVocabulary {
    return this.#parts.index.vocabulary(MAX_VOCABULARY);
  }

  /** Throws `picture.not-found`. */
  get(id: PictureId): Picture {
    return this.stored(id).picture;
  }

  /** With what only the library needs to know. Throws `picture.not-found`. */
  stored(id: PictureId): StoredPicture {
    const stored = this.#parts.index.get(id);
    if (stored === undefined) throw new EaselError('picture.not-found', { id });
    return stored;
  }

  count(): number {
    return this.#parts.index.count();
  }

  counts(): GalleryCounts {
    return this.#parts.index.counts();
  }

  /** Changes what is given, for all or, when one is missing, for none. */
  update({ ids, rating, isKept, addTags = [], removeTags = [] }: Update): Promise<Picture[]> {
    return this.#turns.take(() =>
      this.#save(
        this.#find(ids).map((stored) => ({
          ...stored,
          picture: {
            ...stored.picture,
            rating: rating ?? stored.picture.rating,
            isKept: isKept ?? stored.picture.isKept,
            tags: [...new Set([...stored.picture.tags, ...addTags])].filter(
              (tag) => !removeTags.includes(tag),
            ),
          },
        })),
      ),
    );
  }

  /** Everything accepted of one tree, oldest first, without its root. */
  tree(root: PictureId): Picture[] {
    return this.#parts.index.ofTree(root);
  }

  /** Shows a candidate of an edit from now on. Throws `picture.not-found`, `edit.no-candidate`. */
  acceptEdit(id: PictureId): Promise<Picture> {
    return this.#turns.take(async () => {
      const stored = this.stored(id);
      const { edit } = stored.picture;
      if (edit === undefined) throw new EaselError('edit.no-candidate', { id });
      if (edit.isAccepted) return stored.picture;
      const taken = { ...edit, isAccepted: true, judged: undefined };
      const accepted = {
        ...stored,
        picture: {
          ...stored.picture,
          edit: taken,
          createdAt: Date.now(),
        },
      };
      await this.#parts.files.writeSidecar(accepted);
      this.#parts.index.put([accepted]);
      this.#announce('added', [accepted]);
      return accepted.picture;
    });
  }

  /**
   * Deletes for good what nobody took of edits and was made before some time.
   *
   * @param isOpen whether a job may still ask for its candidates
   */
  forgetCandidates(
    before: number,
    isOpen: (job: JobId | undefined) => boolean,
  ): Promise<{ removed: number; bytes: number }> {
    return this.#turns.take(async () => {
      const { index, files } = this.#parts;
      const old = index
        .pending()
        .filter(({ picture }) => picture.createdAt < before && !isOpen(picture.jobId));
      for (const { path } of old) await files.remove(path);
      const ids = old.map(({ picture }) => picture.id);
      index.remove(ids);
      if (ids.length > 0) this.#feed.publish((seq) => ({ type: 'removed', seq, ids }));
      const bytes = old.reduce((sum, { picture }) => sum + picture.bytes, 0);
      return { removed: ids.length, bytes };
    });
  }

  trash(ids: readonly PictureId[]): Promise<Picture[]> {
    const trashedAt = Date.now();
    return this.#turns.take(() =>
      this.#relocate(
        this.#find(ids).filter(({ picture }) => picture.trashedAt === undefined),
        trashPathOf,
        trashedAt,
      ),
    );
  }

  restore(ids: readonly PictureId[]): Promise<Picture[]> {
    return this.#turns.take(() =>
      this.#relocate(
        this.#find(ids).filter(({ picture }) => picture.trashedAt !== undefined),
        untrashedPathOf,
        undefined,
      ),
    );
  }

  /** Deletes for good what lies in the trash. */
  emptyTrash(): Promise<{ removed: number }> {
    return this.#turns.take(async () => {
      const trashed = this.#parts.index.inTrash();
      for (const { path } of trashed) await this.#parts.files.remove(path);
      const ids = trashed.map(({ picture }) => picture.id);
      this.#parts.index.remove(ids);
      if (ids.length > 0) this.#feed.publish((seq) => ({ type: 'removed', seq, ids }));
      this.#tally.touch();
      return { removed: ids.length };
    });
  }

  /** Copies files into the library; one that cannot be read does not stop the others. */
  async importFiles(
    paths: readonly string[],
  ): Promise<{ pictures: Picture[]; problems: ImportProblem[] }> {
    const pictures: Picture[] = [];
    const problems: ImportProblem[] = [];
    for (const path of paths) {
      const outcome = await this.#takeIn(path);
      if ('problem' in outcome) problems.push(outcome.problem);
      else pictures.push(outcome.stored.picture);
    }
    return { pictures, problems };
  }

  /** One file, under the name that people know it by; throws what makes it no picture. */
  async importFile(path: string, name: string): Promise<{ picture: Picture; isNew: boolean }> {
    const outcome = await this.#takeIn(path, name);
    if ('problem' in outcome) throw fromErrorShape(outcome.problem.error);
    return { picture: outcome.stored.picture, isNew: outcome.isNew };
  }

  /** Lets nothing change while `work` is done. */
  holding<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(work);
  }

  /** Restores the index from the files alone; nothing else may change meanwhile. */
  async *rebuild(signal?: AbortSignal): AsyncGenerator<RebuildEvent, void> {
    const done = await this.#turns.begin();
    try {
      yield* rebuildIndex(this.#parts, signal);
    } finally {
      done();
      this.#feed.publish((seq) => ({ type: 'reset', seq }));
    }
  }

  /** Throws `picture.not-found`, `picture.no-settings`, `picture.settings-damaged`. */
  async recall(id: PictureId): Promise<RecalledSettings> {
    await this.mediaFile(id);
    return this.#withPictures(await recallStored(this.#parts, this.stored(id)));
  }

  /** Of a file of this machine; `name` is what people know it by. */
  async recallFile(path: string, name?: string): Promise<RecalledSettings> {
    return this.#withPictures(await recallFile(this.#parts, path, name));
  }

  watch(signal?: AbortSignal): AsyncGenerator<GalleryEvent, void> {
    return this.#feed.watch((seq) => ({ type: 'hello', seq, total: this.count() }), signal);
  }

  /** Throws `picture.not-found` or `picture.file-missing`. */
  async mediaFile(id: PictureId): Promise<MediaFile> {
    const { picture, path } = this.stored(id);
    const { files } = this.#parts;
    if (!(await files.exists(path))) throw new EaselError('picture.file-missing', { id });
    const type = pictureTypeOf(path);
    return { path: files.absolute(path), type, etag: picture.sha256.slice(0, 32) };
  }

  /** Made on first use and kept; requests for the same one share the work. */
  async thumbnail(id: PictureId, size: number): Promise<MediaFile> {
    const stored = this.stored(id);
    const key = `${stored.picture.sha256} ${size}`;
    let work = this.#thumbnails.get(key);
    if (work === undefined) {
      work = makeThumbnail(this.#parts, stored, size).finally(() => this.#thumbnails.delete(key));
      this.#thumbnails.set(key, work);
    }
    return work;
  }

  /** One that lies in the trash comes out of it and counts as new. */
  #takeIn(path: string, name?: string): Promise<ImportOutcome> {
    return this.#turns.take(async () => {
      const outcome = await importFile(this.#parts, path, name);
      if ('problem' in outcome) return outcome;
      const { stored, isNew } = outcome;
      if (isNew) this.#announce('added', [stored]);
      if (stored.picture.trashedAt === undefined) return outcome;
      await this.#relocate([stored], untrashedPathOf, undefined);
      return { stored: this.stored(stored.picture.id), isNew: true };
    });
  }

  #withPictures(recalled: RecalledSettings): RecalledSettings {
    return withPictures(recalled, (sha256) => this.#parts.index.findByHash(sha256)?.picture);
  }

  #find(ids: readonly PictureId[]): StoredPicture[] {
    return [...new Set(ids)].map((id) => this.stored(id));
  }

  /** Sidecars first, then the rows, then the news. */
  async #save(changed: readonly StoredPicture[]): Promise<Picture[]> {
    for (const stored of changed) await this.#parts.files.writeSidecar(stored);
    this.#parts.index.put(changed);
    this.#announce('changed', changed);
    return changed.map((stored) => stored.picture);
  }

  async #relocate(
    pictures: readonly StoredPicture[],
    pathFor: (path: string) => string,
    trashedAt: number | undefined,
  ): Promise<Picture[]> {
    const moved: StoredPicture[] = [];
    for (const stored of pictures) {
      const path = pathFor(stored.path);
      const next = { ...stored, path, picture: { ...stored.picture, trashedAt } };
      await this.#parts.files.move(stored.path, path);
      await this.#parts.files.writeSidecar(next);
      this.#parts.index.put([next]);
      moved.push(next);
    }
    this.#announce('changed', moved);
    return moved.map((stored) => stored.picture);
  }

  #announce(type: 'added' | 'changed', stored: readonly StoredPicture[]): void {
    if (stored.length === 0) return;
    const pictures = stored.map(({ picture }) => picture);
    this.#feed.publish((seq) => ({ type, seq, pictures }));
    this.#tally.touch();
  }
}
