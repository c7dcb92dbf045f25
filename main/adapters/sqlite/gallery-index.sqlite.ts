/** The gallery's index in SQLite. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
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
import { isPending } from '#shared/domain/edit.ts';
import type { BoardId, JobId, PictureId } from '#shared/domain/ids.ts';
import {
  RATED_FROM,
  type Board,
  type GalleryCounts,
  type Picture,
} from '#shared/domain/picture.ts';
import { VectorTable } from '#shared/numeric/vector-table.ts';
import { modelOf } from '#shared/search/matches.ts';
import { wordsOf } from '#shared/search/searchable.ts';
import { afterCursor, conditionsOf, makeCursor, orderOf, SORT_COLUMNS } from './gallery-query.ts';
import { copyDatabase, type DatabaseCopy } from './database-copy.ts';
import { GALLERY_MIGRATIONS } from './gallery-schema.ts';
import { inTransaction, openDatabase } from './open-database.ts';

type Row = Record<string, SQLOutputValue>;
type NamedCount = SearchVocabulary['tags'][number];

const WITH_RECORD = 'pictures JOIN records ON records.picture_id = id';
const WITH_ALL = `${WITH_RECORD} LEFT JOIN embeddings ON embeddings.picture_id = id`;

export class SqlitePictureIndex implements PictureIndex {
  #database: DatabaseSync;
  #vectors: { readonly space: string; readonly table: VectorTable<PictureId> } | undefined;

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
    inTransaction(this.#database, () => {
      const isThere = this.#database.prepare('SELECT 1 FROM pictures WHERE id = ?').get(id);
      if (isThere === undefined) return;
      this.#database
        .prepare('INSERT OR REPLACE INTO embeddings (picture_id, space, vector) VALUES (?, ?, ?)')
        .run(id, embedding.space, bytesOf(embedding.vector));
      this.#remember(id, embedding);
    });
  }

  lackingEmbedding(space: string, limit: number): PictureId[] {
    return this.#database
      .prepare(
        `SELECT id FROM pictures
         WHERE place = 0 AND NOT EXISTS
           (SELECT 1 FROM embeddings WHERE picture_id = id AND space = ?)
         ORDER BY created_at DESC, id DESC LIMIT ?`,
      )
      .all(space, limit)
      .map((row) => String(row['id']) as PictureId);
  }

  countLackingEmbedding(space: string): number {
    const row = this.#database
      .prepare(
        `SELECT count(*) AS total FROM pictures
         WHERE place = 0 AND NOT EXISTS
           (SELECT 1 FROM embeddings WHERE picture_id = id AND space = ?)`,
      )
      .get(space);
    return Number(row?.['total'] ?? 0);
  }

  vectors(space: string, dimensions: number): VectorTable<PictureId> {
    if (this.#vectors?.space === space) return this.#vectors.table;
    const table = new VectorTable<PictureId>(dimensions);
    const statement = this.#database.prepare(
      'SELECT picture_id, vector FROM embeddings WHERE space = ?',
    );
    for (const row of statement.iterate(space)) {
      const vector = toVector(row['vector']);
      if (vector !== undefined) table.set(String(row['picture_id']) as PictureId, vector);
    }
    this.#vectors = { space, table };
    return table;
  }

  remove(ids: readonly PictureId[]): void {
    inTransaction(this.#database, () => {
      const remove = this.#database.prepare('DELETE FROM pictures WHERE id = ?');
      for (const id of ids) remove.run(id);
    });
    for (const id of ids) this.#vectors?.table.delete(id);
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

  boards(): Board[] {
    return this.#database
      .prepare(
        `SELECT id, name, created_at,
           (SELECT count(*) FROM board_pictures
            JOIN pictures ON pictures.id = picture_id AND place = 0
            WHERE board_id = boards.id) AS total,
           (SELECT picture_id FROM board_pictures
            JOIN pictures ON pictures.id = picture_id AND place = 0
            WHERE board_id = boards.id
            ORDER BY pictures.created_at DESC, picture_id DESC LIMIT 1) AS cover
         FROM boards ORDER BY name COLLATE NOCASE, id`,
      )
      .all()
      .map((row) => ({
        id: String(row['id']) as BoardId,
        name: String(row['name']),
        createdAt: Number(row['created_at']),
        count: Number(row['total']),
        ...(row['cover'] === null ? {} : { cover: String(row['cover']) as PictureId }),
      }));
  }

  putBoard({ id, name, createdAt }: BoardRecord): void {
    this.#database
      .prepare(
        `INSERT INTO boards VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, created_at = excluded.created_at`,
      )
      .run(id, name, createdAt);
  }

  removeBoard(id: BoardId): void {
    inTransaction(this.#database, () => {
      this.#database.prepare('DELETE FROM board_pictures WHERE board_id = ?').run(id);
      this.#database.prepare('DELETE FROM boards WHERE id = ?').run(id);
    });
  }

  replaceAll(pictures: Iterable<StoredPicture>, boards: readonly BoardRecord[]): void {
    inTransaction(this.#database, () => {
      this.#vectors = undefined;
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

  /** Keeps the loaded vectors true, where they are loaded. */
  #remember(id: PictureId, embedding: PictureEmbedding | undefined): void {
    if (this.#vectors === undefined) return;
    if (embedding?.space === this.#vectors.space) this.#vectors.table.set(id, embedding.vector);
    else this.#vectors.table.delete(id);
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

  /** Prepared anew for each call, and used for all pictures of it. */
  #write(pictures: Iterable<StoredPicture>): void {
    const insert = this.#database.prepare(
      `INSERT OR REPLACE INTO pictures (id, path, sha256, created_at, rating, is_kept, origin,
         checkpoint, job_id, score, place, words, ratio, width, height, root)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    // Replacing a picture has taken its record and its embedding with it.
    const addRecord = this.#database.prepare('INSERT INTO records VALUES (?, ?)');
    const addEmbedding = this.#database.prepare(
      'INSERT INTO embeddings (picture_id, space, vector) VALUES (?, ?, ?)',
    );
    const clearTags = this.#database.prepare('DELETE FROM tags WHERE picture_id = ?');
    const addTag = this.#database.prepare('INSERT OR IGNORE INTO tags VALUES (?, ?)');
    const clearBoards = this.#database.prepare('DELETE FROM board_pictures WHERE picture_id = ?');
    const addBoard = this.#database.prepare('INSERT OR IGNORE INTO board_pictures VALUES (?, ?)');
    for (const { picture, path, embedding } of pictures) {
      insert.run(
        picture.id,
        path,
        picture.sha256,
        picture.createdAt,
        picture.rating,
        picture.isKept ? 1 : 0,
        picture.origin,
        modelOf(picture) ?? null,
        picture.jobId ?? null,
        // Unranked pictures come after all ranked ones.
        picture.rank?.score ?? -1,
        placeOf(picture),
        wordsOf(picture),
        Math.round((picture.width / picture.height) * 1e4) / 1e4,
        picture.width,
        picture.height,
        picture.edit?.root ?? null,
      );
      addRecord.run(picture.id, JSON.stringify(picture));
      if (embedding !== undefined) {
        addEmbedding.run(picture.id, embedding.space, bytesOf(embedding.vector));
      }
      this.#remember(picture.id, embedding);
      clearTags.run(picture.id);
      for (const tag of picture.tags) addTag.run(picture.id, tag);
      clearBoards.run(picture.id);
      for (const board of picture.boards) addBoard.run(board, picture.id);
    }
  }
}

/** As the schema counts places. */
function placeOf(picture: Picture): number {
  if (picture.trashedAt !== undefined) return 1;
  return isPending(picture) ? 2 : 0;
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The bytes are copied: they may lie anywhere, and a vector must lie on four. */
function toVector(blob: SQLOutputValue | undefined): Float32Array | undefined {
  if (!(blob instanceof Uint8Array) || blob.length % 4 !== 0) return undefined;
  return new Float32Array(blob.slice().buffer);
}

function toPicture(row: Row): Picture {
  return JSON.parse(String(row['record'])) as Picture;
}

/** Rows are written by this file only, from records that were checked then. */
function toStored(row: Row): StoredPicture {
  const vector = toVector(row['vector']);
  return {
    picture: toPicture(row),
    path: String(row['path']),
    ...(vector === undefined ? {} : { embedding: { space: String(row['space']), vector } }),
  };
}
