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
] as const;
