/** Boards in SQLite: their names here, which pictures lie on them beside the pictures. */
import type { DatabaseSync } from 'node:sqlite';
import type { BoardRecord } from '#main/core/gallery/picture-index.port.ts';
import type { BoardId, PictureId } from '#shared/domain/ids.ts';
import type { Board } from '#shared/domain/picture.ts';
import { inTransaction } from './open-database.ts';

export class BoardTable {
  readonly #openDatabase: () => DatabaseSync;

  /** @param database asked at every call: a library that moves goes on with another one */
  constructor(database: () => DatabaseSync) {
    this.#openDatabase = database;
  }

  get #database(): DatabaseSync {
    return this.#openDatabase();
  }

  list(): Board[] {
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

  put({ id, name, createdAt }: BoardRecord): void {
    this.#database
      .prepare(
        `INSERT INTO boards VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, created_at = excluded.created_at`,
      )
      .run(id, name, createdAt);
  }

  remove(id: BoardId): void {
    inTransaction(this.#database, () => {
      this.#database.prepare('DELETE FROM board_pictures WHERE board_id = ?').run(id);
      this.#database.prepare('DELETE FROM boards WHERE id = ?').run(id);
    });
  }
}
