/** The CLIP embeddings of pictures in SQLite, and those of one CLIP in memory for search. */
import type { DatabaseSync } from 'node:sqlite';
import type { PictureEmbedding } from '#main/core/gallery/picture-index.port.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { VectorTable } from '#shared/numeric/vector-table.ts';
import { inTransaction } from './open-database.ts';
import { bytesOf, toVector } from './picture-rows.ts';

/** Shown pictures that the CLIP of one space has not seen. */
const LACKING = `FROM pictures
  WHERE place = 0 AND NOT EXISTS
    (SELECT 1 FROM embeddings WHERE picture_id = id AND space = ?)`;

export class EmbeddingTable {
  readonly #openDatabase: () => DatabaseSync;
  #loaded: { readonly space: string; readonly table: VectorTable<PictureId> } | undefined;

  /** @param database asked at every call: a library that moves goes on with another one */
  constructor(database: () => DatabaseSync) {
    this.#openDatabase = database;
  }

  get #database(): DatabaseSync {
    return this.#openDatabase();
  }

  put(id: PictureId, embedding: PictureEmbedding): void {
    inTransaction(this.#database, () => {
      const isThere = this.#database.prepare('SELECT 1 FROM pictures WHERE id = ?').get(id);
      if (isThere === undefined) return;
      this.#database
        .prepare('INSERT OR REPLACE INTO embeddings (picture_id, space, vector) VALUES (?, ?, ?)')
        .run(id, embedding.space, bytesOf(embedding.vector));
      this.follow(id, embedding);
    });
  }

  /** The newest of them first. */
  lacking(space: string, limit: number): PictureId[] {
    return this.#database
      .prepare(`SELECT id ${LACKING} ORDER BY created_at DESC, id DESC LIMIT ?`)
      .all(space, limit)
      .map((row) => String(row['id']) as PictureId);
  }

  countLacking(space: string): number {
    const row = this.#database.prepare(`SELECT count(*) AS total ${LACKING}`).get(space);
    return Number(row?.['total'] ?? 0);
  }

  /** All vectors of a space; read once, and kept true from then on. */
  vectors(space: string, dimensions: number): VectorTable<PictureId> {
    if (this.#loaded?.space === space) return this.#loaded.table;
    const table = new VectorTable<PictureId>(dimensions);
    const statement = this.#database.prepare(
      'SELECT picture_id, vector FROM embeddings WHERE space = ?',
    );
    for (const row of statement.iterate(space)) {
      const vector = toVector(row['vector']);
      if (vector !== undefined) table.set(String(row['picture_id']) as PictureId, vector);
    }
    this.#loaded = { space, table };
    return table;
  }

  /** Keeps the loaded vectors true, where they are loaded. */
  follow(id: PictureId, embedding: PictureEmbedding | undefined): void {
    if (this.#loaded === undefined) return;
    if (embedding?.space === this.#loaded.space) this.#loaded.table.set(id, embedding.vector);
    else this.#loaded.table.delete(id);
  }

  unload(): void {
    this.#loaded = undefined;
  }
}
