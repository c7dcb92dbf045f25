/** A gallery query as SQL: conditions, order, and the cursor that goes on where a page ended. */
import type { SQLInputValue } from 'node:sqlite';
import * as z from 'zod';
import type { GalleryFilter, GalleryQuery } from '#shared/contract/gallery.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

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
  const parts: string[] = ['in_trash = ?'];
  const values: SQLInputValue[] = [query.inTrash ? 1 : 0];
  const add = (part: string, ...more: SQLInputValue[]): void => {
    parts.push(part);
    values.push(...more);
  };
  for (const word of wordsOf(query.text)) add('instr(words, ?) > 0', word);
  if (query.board !== undefined) {
    add('id IN (SELECT picture_id FROM board_pictures WHERE board_id = ?)', query.board);
  }
  if (query.tag !== undefined) add('id IN (SELECT picture_id FROM tags WHERE tag = ?)', query.tag);
  if (query.jobId !== undefined) add('job_id = ?', query.jobId);
  if (query.minRating !== undefined) add('rating >= ?', query.minRating);
  if (query.isKept !== undefined) add('is_kept = ?', query.isKept ? 1 : 0);
  if (query.origin !== undefined) add('origin = ?', query.origin);
  if (query.checkpoint !== undefined) add('checkpoint = ?', query.checkpoint);
  return { text: parts.join(' AND '), values };
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

/** What a search looks through: normalised, so that case and width do not matter. */
export function searchable(texts: readonly string[]): string {
  return texts.join('\n').normalize('NFKC').toLowerCase();
}

function wordsOf(text = ''): string[] {
  return searchable([text])
    .split(/\s+/)
    .filter((word) => word !== '');
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
