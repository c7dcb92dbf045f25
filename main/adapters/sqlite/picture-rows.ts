/** How a picture is written as rows of the index, and read back. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { PictureEmbedding, StoredPicture } from '#main/core/gallery/picture-index.port.ts';
import { isPending } from '#shared/domain/edit.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { modelOf } from '#shared/search/matches.ts';
import { wordsOf } from '#shared/search/searchable.ts';

type Row = Record<string, SQLOutputValue>;

/**
 * Writes pictures with all that belongs to them; prepared anew for each call, and used for all of it.
 *
 * @param onEmbedding told of each picture's embedding, or that it has none
 */
export function writePictures(
  database: DatabaseSync,
  pictures: Iterable<StoredPicture>,
  onEmbedding: (id: PictureId, embedding: PictureEmbedding | undefined) => void,
): void {
  const insert = database.prepare(
    `INSERT OR REPLACE INTO pictures (id, path, sha256, created_at, rating, is_kept, origin,
         checkpoint, job_id, score, place, words, ratio, width, height, root)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // Replacing a picture has taken its record and its embedding with it.
  const addRecord = database.prepare('INSERT INTO records VALUES (?, ?)');
  const addEmbedding = database.prepare(
    'INSERT INTO embeddings (picture_id, space, vector) VALUES (?, ?, ?)',
  );
  const clearTags = database.prepare('DELETE FROM tags WHERE picture_id = ?');
  const addTag = database.prepare('INSERT OR IGNORE INTO tags VALUES (?, ?)');
  const clearBoards = database.prepare('DELETE FROM board_pictures WHERE picture_id = ?');
  const addBoard = database.prepare('INSERT OR IGNORE INTO board_pictures VALUES (?, ?)');
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
    onEmbedding(picture.id, embedding);
    clearTags.run(picture.id);
    for (const tag of picture.tags) addTag.run(picture.id, tag);
    clearBoards.run(picture.id);
    for (const board of picture.boards) addBoard.run(board, picture.id);
  }
}

/** As the schema counts places. */
function placeOf(picture: Picture): number {
  if (picture.trashedAt !== undefined) return 1;
  return isPending(picture) ? 2 : 0;
}

export function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The bytes are copied: they may lie anywhere, and a vector must lie on four. */
export function toVector(blob: SQLOutputValue | undefined): Float32Array | undefined {
  if (!(blob instanceof Uint8Array) || blob.length % 4 !== 0) return undefined;
  return new Float32Array(blob.slice().buffer);
}

export function toPicture(row: Row): Picture {
  return JSON.parse(String(row['record'])) as Picture;
}

/** Rows are written by this file only, from records that were checked then. */
export function toStored(row: Row): StoredPicture {
  const vector = toVector(row['vector']);
  return {
    picture: toPicture(row),
    path: String(row['path']),
    ...(vector === undefined ? {} : { embedding: { space: String(row['space']), vector } }),
  };
}
