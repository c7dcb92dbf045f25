/** A gallery query as SQL: conditions, order, and the cursor that goes on where a page ended. */
import type { SQLInputValue } from 'node:sqlite';
import * as z from 'zod';
import type { GalleryFilter, GalleryQuery } from '#shared/contract/gallery.ts';
import type { PictureCondition } from '#shared/domain/picture-condition.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { searchable, splitWords } from '#shared/search/searchable.ts';

export interface Sql {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

type Sort = GalleryQuery['sort'];

/** Columns that a sort compares, in order; the id makes every order total. */
export const SORT_COLUMNS: Readonly<Record<Sort, readonly string[]>> = {
  newest: ['created_at', 'id'],
  oldest: ['created_at', 'id'],
  rating: ['rating', 'created_at', 'id'],
  score: ['score', 'created_at', 'id'],
  /** The order of likeness is made elsewhere; without anything to be like, it is by time. */
  closest: ['created_at', 'id'],
};

/** Everything but the cursor: what counts towards the total. */
export function conditionsOf(query: GalleryFilter): Sql {
  const parts: string[] = ['place = ?'];
  const values: SQLInputValue[] = [query.inTrash ? 1 : 0];
  const add = (part: string, ...more: SQLInputValue[]): void => {
    parts.push(part);
    values.push(...more);
  };
  for (const word of splitWords(query.text ?? '')) add(HAS_WORDS, word);
  if (query.board !== undefined) add(IS_ON_BOARD, query.board);
  if (query.tag !== undefined) add(HAS_TAG, query.tag);
  if (query.jobId !== undefined) add('job_id = ?', query.jobId);
  if (query.minRating !== undefined) add('rating >= ?', query.minRating);
  if (query.isKept !== undefined) add('is_kept = ?', query.isKept ? 1 : 0);
  if (query.origin !== undefined) add('origin = ?', query.origin);
  if (query.checkpoint !== undefined) add(IS_OF_MODEL, query.checkpoint);
  for (const condition of query.where ?? []) {
    const sql = conditionSql(condition);
    add(condition.not === true ? `NOT (${sql.text})` : sql.text, ...sql.values);
  }
  return { text: parts.join(' AND '), values };
}

const HAS_WORDS = 'instr(words, ?) > 0';
const IS_ON_BOARD = 'id IN (SELECT picture_id FROM board_pictures WHERE board_id = ?)';
const HAS_TAG = 'id IN (SELECT picture_id FROM tags WHERE tag = ? COLLATE NOCASE)';
const IS_OF_MODEL = `coalesce(checkpoint, '') = ? COLLATE NOCASE`;

function conditionSql(condition: PictureCondition): Sql {
  const sql = (text: string, ...values: SQLInputValue[]): Sql => ({ text, values });
  switch (condition.kind) {
    case 'rating':
      return sql('rating BETWEEN ? AND ?', condition.min, condition.max);
    case 'board':
      return sql(IS_ON_BOARD, condition.id);
    case 'tag':
      return sql(HAS_TAG, condition.tag);
    case 'tagged':
      return sql('id IN (SELECT picture_id FROM tags)');
    case 'model':
      return sql(IS_OF_MODEL, condition.name);
    case 'kept':
      return sql('is_kept = 1');
    case 'trashed':
      return sql('place = 1');
    case 'origin':
      return sql('origin = ?', condition.origin);
    case 'created':
      return sql('created_at >= ? AND created_at < ?', ...spanOf(condition));
    case 'longer-side':
      return sql('max(width, height) BETWEEN ? AND ?', condition.min, condition.max);
    case 'size':
      return sql('width = ? AND height = ?', condition.width, condition.height);
    case 'shape':
      return sql(
        { landscape: 'width > height', portrait: 'width < height', square: 'width = height' }[
          condition.shape
        ],
      );
    case 'text':
      return sql(HAS_WORDS, searchable([condition.text]));
    case 'nothing':
      return sql('0');
  }
}

/** An end that is not given is further away than any picture. */
function spanOf({
  from,
  until,
}: {
  from?: number | undefined;
  until?: number | undefined;
}): [number, number] {
  return [from ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER];
}

export function orderOf(sort: Sort): string {
  const direction = sort === 'oldest' ? 'ASC' : 'DESC';
  return SORT_COLUMNS[sort].map((column) => `${column} ${direction}`).join(', ');
}

/** Rows after the one that the cursor names. Throws `request.invalid` for a foreign cursor. */
export function afterCursor(sort: Sort, cursor: string): Sql {
  const columns = SORT_COLUMNS[sort];
  const values = readCursor(cursor);
  if (values?.length !== columns.length) {
    throw new EaselError('request.invalid', { field: 'cursor', reason: 'not from this list' });
  }
  const holes = columns.map(() => '?').join(', ');
  return { text: `(${columns.join(', ')}) ${sort === 'oldest' ? '>' : '<'} (${holes})`, values };
}

export function makeCursor(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

const cursorSchema = z.array(z.union([z.string(), z.number()]));

function readCursor(cursor: string): (string | number)[] | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return cursorSchema.safeParse(content).data;
  } catch {
    return undefined;
  }
}
