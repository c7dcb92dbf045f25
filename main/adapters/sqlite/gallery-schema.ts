/** Tables of the gallery's index. The record is the truth; columns are for finding and sorting. */
export const GALLERY_MIGRATIONS = [
  `CREATE TABLE pictures (
     id TEXT PRIMARY KEY,
     path TEXT NOT NULL,
     sha256 TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     rating INTEGER NOT NULL,
     is_kept INTEGER NOT NULL,
     origin TEXT NOT NULL,
     checkpoint TEXT,
     job_id TEXT,
     score REAL NOT NULL,
     in_trash INTEGER NOT NULL,
     words TEXT NOT NULL,
     record TEXT NOT NULL,
     embedding BLOB
   ) STRICT;
   CREATE INDEX pictures_newest ON pictures (in_trash, created_at, id);
   CREATE INDEX pictures_rating ON pictures (in_trash, rating, created_at, id);
   CREATE INDEX pictures_score ON pictures (in_trash, score, created_at, id);
   CREATE INDEX pictures_job ON pictures (job_id);
   CREATE INDEX pictures_hash ON pictures (sha256);
   CREATE TABLE tags (
     picture_id TEXT NOT NULL REFERENCES pictures (id) ON DELETE CASCADE,
     tag TEXT NOT NULL,
     PRIMARY KEY (picture_id, tag)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX tags_by_tag ON tags (tag);
   CREATE TABLE boards (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     created_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE board_pictures (
     board_id TEXT NOT NULL,
     picture_id TEXT NOT NULL REFERENCES pictures (id) ON DELETE CASCADE,
     PRIMARY KEY (board_id, picture_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX board_pictures_by_picture ON board_pictures (picture_id)`,

  // What is looked through apart from what is only read: rows stay small, and an outline of the
  // whole library is answered by one index without touching them.
  `ALTER TABLE pictures ADD COLUMN ratio REAL NOT NULL DEFAULT 1;
   UPDATE pictures SET ratio =
     round(1.0 * json_extract(record, '$.width') / json_extract(record, '$.height'), 4);
   CREATE TABLE records (
     picture_id TEXT PRIMARY KEY REFERENCES pictures (id) ON DELETE CASCADE,
     record TEXT NOT NULL
   ) STRICT;
   INSERT INTO records SELECT id, record FROM pictures;
   ALTER TABLE pictures DROP COLUMN record;
   CREATE TABLE embeddings (
     picture_id TEXT PRIMARY KEY REFERENCES pictures (id) ON DELETE CASCADE,
     vector BLOB NOT NULL
   ) STRICT;
   INSERT INTO embeddings SELECT id, embedding FROM pictures WHERE embedding IS NOT NULL;
   ALTER TABLE pictures DROP COLUMN embedding;
   DROP INDEX pictures_newest;
   DROP INDEX pictures_rating;
   DROP INDEX pictures_score;
   CREATE INDEX pictures_newest
     ON pictures (in_trash, created_at, id, ratio, rating, is_kept, origin, checkpoint);
   CREATE INDEX pictures_rating
     ON pictures (in_trash, rating, created_at, id, ratio, is_kept, origin, checkpoint);
   CREATE INDEX pictures_score
     ON pictures (in_trash, score, created_at, id, ratio, rating, is_kept, origin, checkpoint)`,

  // Embeddings of unknown origin are made anew.
  `ALTER TABLE embeddings ADD COLUMN space TEXT NOT NULL DEFAULT ''`,

  // Sizes can be asked for, and the models of other programs; tags are found in either case.
  `ALTER TABLE pictures ADD COLUMN width INTEGER NOT NULL DEFAULT 1;
   ALTER TABLE pictures ADD COLUMN height INTEGER NOT NULL DEFAULT 1;
   UPDATE pictures SET (width, height, checkpoint) =
     (SELECT json_extract(record, '$.width'), json_extract(record, '$.height'),
        coalesce(checkpoint, json_extract(record, '$.recalled.checkpointName'))
      FROM records WHERE picture_id = id);
   DROP INDEX pictures_newest;
   DROP INDEX pictures_rating;
   DROP INDEX pictures_score;
   CREATE INDEX pictures_newest
     ON pictures (in_trash, created_at, id, ratio, rating, is_kept, origin, checkpoint, width, height);
   CREATE INDEX pictures_rating
     ON pictures (in_trash, rating, created_at, id, ratio, is_kept, origin, checkpoint, width, height);
   CREATE INDEX pictures_score
     ON pictures (in_trash, score, created_at, id, ratio, rating, is_kept, origin, checkpoint, width,
       height);
   DROP INDEX tags_by_tag;
   CREATE INDEX tags_by_tag ON tags (tag COLLATE NOCASE)`,

  // 0: in the lists; 1: in the trash; 2: a candidate of an edit that nobody has taken yet. Trees of
  // edits are found by the picture they grew from.
  `ALTER TABLE pictures RENAME COLUMN in_trash TO place;
   ALTER TABLE pictures ADD COLUMN root TEXT;
   CREATE INDEX pictures_root ON pictures (root) WHERE root IS NOT NULL`,
] as const;
