/** The index of the library. Synchronous: a write is on disk when it returns. */
import type {
  GalleryFilter,
  GalleryOutline,
  GalleryQuery,
  SearchVocabulary,
} from '#shared/contract/gallery.ts';
import type { BoardId, JobId, PictureId } from '#shared/domain/ids.ts';
import type { VectorTable } from '#shared/numeric/vector-table.ts';
import type { Board, GalleryCounts, Picture } from '#shared/domain/picture.ts';

/** L2-normalised CLIP embedding, and the space it belongs to. */
export interface PictureEmbedding {
  readonly space: string;
  readonly vector: Float32Array;
}

/** A picture and what only the library needs to know of it. */
export interface StoredPicture {
  readonly picture: Picture;
  /** Of the file, inside the library folder, with forward slashes. */
  readonly path: string;
  readonly embedding?: PictureEmbedding;
}

export type BoardRecord = Omit<Board, 'count' | 'cover'>;

export interface PicturePage {
  readonly pictures: Picture[];
  readonly total: number;
  readonly cursor?: string;
}

export interface PictureIndex {
  /** Inserts or replaces, all or none. */
  put(pictures: readonly StoredPicture[]): void;
  get(id: PictureId): StoredPicture | undefined;
  findByHash(sha256: string): StoredPicture | undefined;
  ofJob(jobId: JobId): StoredPicture[];
  /** What was accepted of all edits that began with a picture, oldest first; not that picture. */
  ofTree(root: PictureId): Picture[];
  list(query: GalleryQuery): PicturePage;
  /** Ids and shapes of all that match. */
  outline(filter: GalleryFilter): GalleryOutline;
  /** In the order asked for, without those that are not there. */
  getMany(ids: readonly PictureId[]): Picture[];
  /** Does nothing where the picture is gone. */
  putEmbedding(id: PictureId, embedding: PictureEmbedding): void;
  /** Pictures outside the trash without an embedding of that space, newest first. */
  lackingEmbedding(space: string, limit: number): PictureId[];
  countLackingEmbedding(space: string): number;
  /** All embeddings of a space; loaded once and kept true with every change. */
  vectors(space: string, dimensions: number): VectorTable<PictureId>;
  inTrash(): StoredPicture[];
  /** Candidates of edits that nobody has taken. */
  pending(): StoredPicture[];
  remove(ids: readonly PictureId[]): void;
  /** Pictures outside the trash. */
  count(): number;
  counts(): GalleryCounts;
  /** Tags and models of the pictures outside the trash, most used first, at most `limit` of each. */
  vocabulary(limit: number): SearchVocabulary;
  boards(): Board[];
  putBoard(board: BoardRecord): void;
  removeBoard(id: BoardId): void;
  onBoard(id: BoardId): StoredPicture[];
  /** Throws everything away and takes this instead, in one step. */
  replaceAll(pictures: Iterable<StoredPicture>, boards: readonly BoardRecord[]): void;
  close(): void;
}
