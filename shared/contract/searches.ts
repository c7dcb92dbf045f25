/** Searches that were given a name. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { savedSearchIdSchema } from '#shared/domain/ids.ts';
import { savedSearchSchema } from '#shared/domain/saved-search.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

const writing = declareErrors('library.not-writable', 'library.disk-full');

export const searchesContract = {
  /** By name. */
  list: base.output(z.array(savedSearchSchema)),
  /** A new one, or with the id of one that is there, another content for it. */
  save: base
    .errors({ ...writing, ...declareErrors('saved-search.name-taken', 'saved-search.too-many') })
    .input(
      savedSearchSchema.omit({ createdAt: true }).extend({ id: savedSearchIdSchema.optional() }),
    )
    .output(savedSearchSchema),
  remove: base
    .errors({ ...writing, ...declareErrors('saved-search.not-found') })
    .input(z.object({ id: savedSearchIdSchema }))
    .output(z.object({})),
  /** All of them now, and again after each change. */
  watch: base.output(eventIterator(z.array(savedSearchSchema))),
};
