/** The folder that holds everything: where it is, and moving it. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

export const libraryInfoSchema = z.object({
  folder: z.string(),
  /** Outside the trash. */
  pictures: z.number().int(),
  /** Of all picture files, the trash included. */
  pictureBytes: z.number(),
  /** On the disk that holds it. */
  freeBytes: z.number(),
});
export type LibraryInfo = z.infer<typeof libraryInfoSchema>;

export const libraryMoveEventSchema = z.object({
  /** `finished` is the last one: the library is open at its new place. */
  phase: z.enum(['looking', 'copying', 'switching', 'removing', 'finished']),
  files: z.object({ done: z.number().int(), total: z.number().int() }),
  bytes: z.object({ done: z.number(), total: z.number() }),
  remainingMs: z.number().int().optional(),
  folder: z.string(),
});
export type LibraryMoveEvent = z.infer<typeof libraryMoveEventSchema>;

export const libraryContract = {
  info: base.output(libraryInfoSchema),
  /**
   * Copies the library into an empty folder, compares every file, and goes on there. Pictures can
   * be looked at all the while; jobs wait during the last moments. Whatever ends it before, the
   * library is where it was, and asking again goes on with what is already copied. The old folder
   * stays unless `removesOld` says otherwise, and is removed only after all went well.
   */
  move: base
    .errors(
      declareErrors(
        'library.move-inside',
        'library.move-not-empty',
        'library.move-under-way',
        'library.no-space',
        'library.copy-differs',
        'library.not-writable',
        'library.disk-full',
      ),
    )
    .input(
      z.object({ folder: z.string().min(1).max(4096), removesOld: z.boolean().default(false) }),
    )
    .output(eventIterator(libraryMoveEventSchema)),
};
