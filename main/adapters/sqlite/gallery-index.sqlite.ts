/** The gallery's index in SQLite. */
import type { DatabaseSync } from 'node:sqlite';
import type {
  BoardRecord,
  PictureEmbedding,
  PictureIndex,
  PicturePage,
  StoredPicture,
} from '#main/core/gallery/picture-index.port.ts';
import {
  MAX_OUTLINE,
  type GalleryFilter,
  type GalleryOutline,
  type GalleryQuery,
  type SearchVocabulary,
} from '#shared/contract/gallery.ts';
import type { BoardId, JobId, PictureId } from '#shared/domain/ids.ts';
import {
  RATED_FROM,
  type Board,
  type GalleryCounts,
  type Picture,
} from '#shared/domain/picture.ts';
import type { VectorTable } from '#shared/numeric/vector-table.ts';
import { copyDatabase, type DatabaseCopy } from './database-copy.ts';
import { BoardTable } from './board-table.ts';
import { EmbeddingTable } from './embedding-table.ts';
import { afterCursor, conditionsOf, makeCursor, orderOf, SORT_COLUMNS } from './gallery-query.ts';
import { toPicture, toStored, writePictures } from './picture-rows.ts';
import { GALLERY_MIGRATIONS } from './gallery-schema.ts';
import { inTransaction, openDatabase } from './open-database.ts';

type NamedCount = SearchVocabulary['tags'][number];

const WITH_RECORD = 'pictures JOIN records ON records.picture_id = id';
const WITH_ALL = `${WITH_RECORD} LEFT JOIN embeddings ON embeddings.picture_id = id`;

export class SqlitePictureIndex implements PictureIndex {
  #database: DatabaseSync;
  readonly #embeddings = new EmbeddingTable(() => this.#database);
  readonly #boards = new BoardTable(() => this.#database);

  constructor(path: string) {
    this.#database = openDatabase(path, GALLERY_MIGRATIONS);
  }

  put(pictures: readonly StoredPicture[]): void {
    inTransaction(this.#database, () => {
      this.#write(pictures);
    });
  }

  get(id: PictureId): StoredPicture | undefined {
    return this.#one('id = ?', id);
  }

  findByHash(sha256: string): StoredPicture | undefined {
    return this.#one('sha256 = ?', sha256);
  }

  ofJob(jobId: JobId): StoredPicture[] {
    return this.#many('job_id = ?', jobId);
  }

  ofTree(root: PictureId): Picture[] {
    return this.#database
      .prepare(
        `SELECT record FROM ${WITH_RECORD} WHERE root = ? AND place = 0 ORDER BY created_at, id`,
      )
      .all(root)
      .map(toPicture);
  }

  inTrash(): StoredPicture[] {
    return this.#many('place = ?', 1);
  }

  pending(): StoredPicture[] {
    return this.#many('place = ?', 2);
  }

  onBoard(id: BoardId): StoredPicture[] {
    return this.#many('id IN (SELECT picture_id FROM board_pictures WHERE board_id = ?)', id);
  }

  list(query: GalleryQuery): PicturePage {
    const filter = conditionsOf(query);
    const columns = SORT_COLUMNS[query.sort];
    const after = query.cursor === undefined ? undefined : afterCursor(query.sort, query.cursor);
    const rows = this.#database
      .prepare(
        `SELECT record, ${columns.join(', ')} FROM ${WITH_RECORD}
         WHERE ${filter.text} ${after === undefined ? '' : `AND ${after.text}`}
         ORDER BY ${orderOf(query.sort)} LIMIT ?`,
      )
      .all(...filter.values, ...(after?.values ?? []), query.limit + 1);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      pictures: page.map((row) => toPicture(row)),
      total: this.#total(query),
      cursor:
        rows.length > query.limit && last !== undefined
          ? makeCursor(columns.map((column) => last[column]))
          : undefined,
    };
  }

  outline(filter: GalleryFilter): GalleryOutline {
    const { text, values } = conditionsOf(filter);
    const statement = this.#database.prepare(
      `SELECT id, ratio FROM pictures WHERE ${text} ORDER BY ${orderOf(filter.sort)} LIMIT ?`,
    );
    // Objects by the hundred thousand would take three times as long.
    statement.setReturnArrays(true);
    const rows = statement.all(...values, MAX_OUTLINE) as unknown as [PictureId, number][];
    const ids = rows.map((row) => row[0]);
    const ratios = rows.map((row) => row[1]);
    const isWhole = rows.length < MAX_OUTLINE;
    return { ids, ratios, total: isWhole ? rows.length : this.#total(filter) };
  }

  getMany(ids: readonly PictureId[]): Picture[] {
    const statement = this.#database.prepare('SELECT record FROM records WHERE picture_id = ?');
    return ids.flatMap((id) => {
      const row = statement.get(id);
      return row === undefined ? [] : [toPicture(row)];
    });
  }

  putEmbedding(id: PictureId, embedding: PictureEmbedding): void {
    this.#embeddings.put(id, embedding);
  }

  lackingEmbedding(space: string, limit: number): PictureId[] {
    return this.#embeddings.lacking(space, limit);
  }

  countLackingEmbedding(space: string): number {
    return this.#embeddings.countLacking(space);
  }

  vectors(space: string, dimensions: number): VectorTable<PictureId> {
    return this.#embeddings.vectors(space, dimensions);
  }

  boards(): Board[] {
    return this.#boards.list();
  }

  putBoard(board: BoardRecord): void {
    this.#boards.put(board);
  }

  removeBoard(id: BoardId): void {
    this.#boards.remove(id);
  }

  remove(ids: readonly PictureId[]): void {
    inTransaction(this.#database, () => {
      const remove = this.#database.prepare('DELETE FROM pictures WHERE id = ?');
      for (const id of ids) remove.run(id);
    });
    for (const id of ids) this.#embeddings.follow(id, undefined);
  }

  count(): number {
    const row = this.#database
      .prepare('SELECT count(*) AS total FROM pictures WHERE place = 0')
      .get();
    return Number(row?.['total'] ?? 0);
  }

  /** Answered by one index, without touching the rows. */
  counts(): GalleryCounts {
    const row = this.#database
      .prepare(
        `SELECT sum(place = 0) AS shown, sum(place = 1) AS trash,
           sum(place = 0 AND is_kept = 1) AS kept,
           sum(place = 0 AND rating >= ?) AS rated
         FROM pictures`,
      )
      .get(RATED_FROM);
    const [all, trash, kept, rated] = ['shown', 'trash', 'kept', 'rated'].map((column) =>
      Number(row?.[column] ?? 0),
    ) as [number, number, number, number];
    return { all, kept, rated, trash };
  }

  replaceAll(pictures: Iterable<StoredPicture>, boards: readonly BoardRecord[]): void {
    inTransaction(this.#database, () => {
      this.#embeddings.unload();
      this.#database.exec('DELETE FROM pictures; DELETE FROM boards; DELETE FROM board_pictures;');
      for (const board of boards) this.putBoard(board);
      this.#write(pictures);
    });
  }

  vocabulary(limit: number): SearchVocabulary {
    const count = (sql: string): NamedCount[] =>
      this.#database
        .prepare(sql)
        .all(limit)
        .map((row) => ({ name: String(row['name']), count: Number(row['total']) }));
    return {
      tags: count(
        `SELECT tag AS name, count(*) AS total FROM tags
         JOIN pictures ON pictures.id = picture_id AND place = 0
         GROUP BY tag ORDER BY total DESC, tag LIMIT ?`,
      ),
      models: count(
        `SELECT checkpoint AS name, count(*) AS total FROM pictures
         WHERE place = 0 AND checkpoint IS NOT NULL
         GROUP BY checkpoint ORDER BY total DESC, checkpoint LIMIT ?`,
      ),
    };
  }

  /** The index as it is now, at another place. */
  copyTo(path: string): DatabaseCopy {
    copyDatabase(this.#database, path);
    const copy = openDatabase(path, GALLERY_MIGRATIONS);
    return {
      drop: () => {
        copy.close();
      },
      take: () => {
        this.#database.close();
        this.#database = copy;
      },
    };
  }

  /** Of all picture files. */
  totalBytes(): number {
    const row = this.#database
      .prepare(`SELECT sum(json_extract(record, '$.bytes')) AS total FROM records`)
      .get();
    return Number(row?.['total'] ?? 0);
  }

  close(): void {
    this.#database.close();
  }

  #total(filter: GalleryFilter): number {
    const { text, values } = conditionsOf(filter);
    const row = this.#database
      .prepare(`SELECT count(*) AS total FROM pictures WHERE ${text}`)
      .get(...values);
    return Number(row?.['total'] ?? 0);
  }

  #write(pictures: Iterable<StoredPicture>): void {
    writePictures(this.#database, pictures, (id, embedding) => {
      this.#embeddings.follow(id, embedding);
    });
  }

  #one(condition: string, value: string): StoredPicture | undefined {
    const row = this.#database
      .prepare(`SELECT * FROM ${WITH_ALL} WHERE ${condition} LIMIT 1`)
      .get(value);
    return row === undefined ? undefined : toStored(row);
  }

  #many(condition: string, value: string | number): StoredPicture[] {
    return this.#database
      .prepare(`SELECT * FROM ${WITH_ALL} WHERE ${condition} ORDER BY created_at, id`)
      .all(value)
      .map(toStored);
  }
}
