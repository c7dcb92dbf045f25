/** The library of pictures. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { boardIdSchema, jobIdSchema, pictureIdSchema } from '#shared/domain/ids.ts';
import {
  boardSchema,
  galleryCountsSchema,
  MAX_PICTURES_AT_ONCE,
  pictureOriginSchema,
  pictureSchema,
  ratingSchema,
  tagSchema,
} from '#shared/domain/picture.ts';
import { MAX_CONDITIONS, pictureConditionSchema } from '#shared/domain/picture-condition.ts';
import { recalledSettingsSchema } from '#shared/domain/recalled.ts';
import { pictureOrderSchema } from '#shared/domain/saved-search.ts';
import { enlargedBySchema } from '#shared/domain/enlarging.ts';
import { exportOptionsSchema } from '#shared/domain/export.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

/** Pictures that one outline names at most. */
export const MAX_OUTLINE = 200_000;
/** Tags, and models, that are named for completing a search. */
export const MAX_VOCABULARY = 1_000;

export const galleryQuerySchema = z.object({
  /** Words that prompt, tags or file name must contain (all of them). */
  text: z.string().max(500).optional(),
  board: boardIdSchema.optional(),
  tag: tagSchema.optional(),
  jobId: jobIdSchema.optional(),
  minRating: ratingSchema.optional(),
  isKept: z.boolean().optional(),
  origin: pictureOriginSchema.optional(),
  checkpoint: z.string().max(64).optional(),
  /** What must hold besides, all of it. */
  where: z.array(pictureConditionSchema).max(MAX_CONDITIONS).optional(),
  inTrash: z.boolean().default(false),
  /** Words that the pictures should show: the closest thousand, closest first. */
  meaning: z.string().max(500).optional(),
  /** The closest to a picture of the library, without itself; the closest first. */
  similarTo: pictureIdSchema.optional(),
  /** The closest to a picture from outside, by the key that `POST /media/similar` answered. */
  similarToUpload: z.string().max(64).optional(),
  /** With one of the three above the order is always `closest`. */
  sort: pictureOrderSchema.default('newest'),
  limit: z.number().int().min(1).max(1000).default(100),
  /** From the previous page. */
  cursor: z.string().max(200).optional(),
});
export type GalleryQuery = z.infer<typeof galleryQuerySchema>;

/** What is looked for and in which order, without pages. */
export const galleryFilterSchema = galleryQuerySchema.omit({ limit: true, cursor: true });
export type GalleryFilter = z.infer<typeof galleryFilterSchema>;

export const galleryOutlineSchema = z.object({
  /** In order; at most `MAX_OUTLINE` of them. */
  ids: z.array(pictureIdSchema),
  /** Width / height of each, to four digits: enough to lay out a grid of all. */
  ratios: z.array(z.number()),
  total: z.number().int(),
});
export type GalleryOutline = z.infer<typeof galleryOutlineSchema>;

const namedCountSchema = z.object({ name: z.string(), count: z.number().int() });
export const searchVocabularySchema = z.object({
  /** Most used first. */
  tags: z.array(namedCountSchema),
  /** Ids of checkpoints, and names under which other programs knew theirs. */
  models: z.array(namedCountSchema),
});
export type SearchVocabulary = z.infer<typeof searchVocabularySchema>;

export const galleryEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), seq: z.number().int(), total: z.number().int() }),
  z.object({ type: z.literal('added'), seq: z.number().int(), pictures: z.array(pictureSchema) }),
  z.object({ type: z.literal('changed'), seq: z.number().int(), pictures: z.array(pictureSchema) }),
  z.object({ type: z.literal('removed'), seq: z.number().int(), ids: z.array(pictureIdSchema) }),
  /** What the boards and the whole hold now: soon after every change, and only when it differs. */
  z.object({ type: z.literal('boards'), seq: z.number().int(), boards: z.array(boardSchema) }),
  z.object({ type: z.literal('counts'), seq: z.number().int(), counts: galleryCountsSchema }),
  /** The index was rebuilt: read everything again. */
  z.object({ type: z.literal('reset'), seq: z.number().int() }),
]);
export type GalleryEvent = z.infer<typeof galleryEventSchema>;

export const rebuildEventSchema = z.object({
  done: z.number().int(),
  total: z.number().int(),
  restored: z.number().int(),
  /** Files that could not be taken in, with the reason. */
  problems: z.array(z.object({ file: z.string(), error: errorShapeSchema })),
  isFinished: z.boolean(),
});
export type RebuildEvent = z.infer<typeof rebuildEventSchema>;

export const embeddingProgressSchema = z.object({
  done: z.number().int(),
  total: z.number().int(),
  isFinished: z.boolean(),
});
export type EmbeddingProgress = z.infer<typeof embeddingProgressSchema>;

const ids = z.array(pictureIdSchema).min(1).max(MAX_PICTURES_AT_ONCE);
const pictureErrors = declareErrors(
  'picture.not-found',
  'library.not-writable',
  'library.disk-full',
);
/** Only queries by likeness meet them. */
const likenessErrors = declareErrors(
  'picture.not-found',
  'picture.file-missing',
  'search.picture-gone',
  'checkpoint.not-found',
  'checkpoint.damaged',
  'checkpoint.unsupported',
  'engine.stopped',
  'engine.unavailable',
  'engine.out-of-memory',
);
const recallErrors = declareErrors('picture.no-settings', 'picture.settings-damaged');
const boardErrors = declareErrors('board.not-found', 'board.name-taken');

const boards = {
  list: base.output(z.array(boardSchema)),
  create: base
    .errors(boardErrors)
    .input(z.object({ name: z.string().trim().min(1).max(120) }))
    .output(boardSchema),
  rename: base
    .errors(boardErrors)
    .input(z.object({ id: boardIdSchema, name: z.string().trim().min(1).max(120) }))
    .output(boardSchema),
  /** The pictures stay. Answers what `restore` and `add` need to bring the board back. */
  remove: base
    .errors(boardErrors)
    .input(z.object({ id: boardIdSchema }))
    .output(z.object({ board: boardSchema, members: z.array(pictureIdSchema) })),
  /**
   * Brings a removed board back, without its pictures. Where its name was given away meanwhile, it
   * gets a number. A board that is there is answered as it is.
   */
  restore: base
    .input(boardSchema.pick({ id: true, name: true, createdAt: true }))
    .output(boardSchema),
  add: base
    .errors({ ...pictureErrors, ...boardErrors })
    .input(z.object({ id: boardIdSchema, ids }))
    .output(z.array(pictureSchema)),
  take: base
    .errors({ ...pictureErrors, ...boardErrors })
    .input(z.object({ id: boardIdSchema, ids }))
    .output(z.array(pictureSchema)),
};

export const galleryContract = {
  list: base
    .errors(likenessErrors)
    .input(galleryQuerySchema)
    .output(
      z.object({
        pictures: z.array(pictureSchema),
        total: z.number().int(),
        cursor: z.string().optional(),
      }),
    ),
  counts: base.output(galleryCountsSchema),
  /** The whole of a list at once: ids and shapes only. */
  outline: base.errors(likenessErrors).input(galleryFilterSchema).output(galleryOutlineSchema),
  /** Tags and models of the library, for completing a search. */
  vocabulary: base.output(searchVocabularySchema),
  get: base
    .errors(declareErrors('picture.not-found'))
    .input(z.object({ id: pictureIdSchema }))
    .output(pictureSchema),
  /** Those that are there, in the order asked for; what is gone is left out. */
  getMany: base
    .input(z.object({ ids: z.array(pictureIdSchema).max(500) }))
    .output(z.array(pictureSchema)),
  /** Rating, kept mark and tags; only what is given changes. */
  update: base
    .errors(pictureErrors)
    .input(
      z.object({
        ids,
        rating: ratingSchema.optional(),
        isKept: z.boolean().optional(),
        addTags: z.array(tagSchema).max(50).optional(),
        removeTags: z.array(tagSchema).max(50).optional(),
      }),
    )
    .output(z.array(pictureSchema)),
  trash: base.errors(pictureErrors).input(z.object({ ids })).output(z.array(pictureSchema)),
  restore: base.errors(pictureErrors).input(z.object({ ids })).output(z.array(pictureSchema)),
  /** Deletes for good what lies in the trash. */
  emptyTrash: base.output(z.object({ removed: z.number().int() })),
  /** Copies files of this machine into the library; one bad file does not stop the others. */
  importFiles: base
    .errors(declareErrors('library.not-writable', 'library.disk-full'))
    .input(z.object({ paths: z.array(z.string().min(1).max(4096)).min(1).max(10_000) }))
    .output(
      z.object({
        pictures: z.array(pictureSchema),
        problems: z.array(z.object({ file: z.string(), error: errorShapeSchema })),
      }),
    ),
  /** How a picture was made, as its file says it: by Easel or by another program. */
  recall: base
    .errors({ ...recallErrors, ...declareErrors('picture.not-found', 'picture.file-missing') })
    .input(z.object({ id: pictureIdSchema }))
    .output(recalledSettingsSchema),
  /** The same of a file of this machine that need not be in the library. */
  recallFile: base
    .errors({
      ...recallErrors,
      ...declareErrors(
        'picture.unreadable',
        'picture.empty',
        'picture.too-large',
        'picture.file-too-large',
      ),
    })
    .input(z.object({ path: z.string().min(1).max(4096) }))
    .output(recalledSettingsSchema),
  /** Writes finished files into a folder of this machine. */
  exportFiles: base
    .errors({
      ...pictureErrors,
      ...declareErrors(
        'export.target-not-writable',
        'export.template-invalid',
        'picture.file-missing',
        'picture.unreadable',
        'picture.enlarged-too-large',
        // Where pictures are enlarged.
        'checkpoint.not-found',
        'checkpoint.damaged',
        'checkpoint.unsupported',
        'engine.stopped',
        'engine.unavailable',
        'engine.out-of-memory',
      ),
    })
    .input(z.object({ ids, folder: z.string().min(1).max(4096), options: exportOptionsSchema }))
    .output(
      z.object({
        files: z.array(
          z.object({
            pictureId: pictureIdSchema,
            path: z.string(),
            bytes: z.number().int(),
            /** How, where it is larger than in the library. */
            enlargedBy: enlargedBySchema.optional(),
          }),
        ),
      }),
    ),
  /**
   * Readies a download: `/media/export/{ticket}` then answers the file, or a zip of several. It can
   * be fetched until ten minutes after its last use.
   */
  prepareExport: base
    .errors({
      ...declareErrors(
        'picture.not-found',
        'picture.file-missing',
        'picture.enlarged-too-large',
        'export.template-invalid',
      ),
    })
    .input(z.object({ ids, options: exportOptionsSchema }))
    .output(
      z.object({
        ticket: z.string(),
        /** How many files are in it. */
        files: z.number().int(),
        /** Of the file that will be fetched. */
        name: z.string(),
        /** Of a single file that leaves as it is; others are made while they are sent. */
        bytes: z.number().int().optional(),
      }),
    ),
  /** The text that an export with these options would carry, and the names it would give. */
  previewExport: base
    .errors({
      ...pictureErrors,
      ...declareErrors('export.template-invalid', 'picture.file-missing'),
    })
    .input(z.object({ ids, options: exportOptionsSchema }))
    .output(
      z.array(
        z.object({
          pictureId: pictureIdSchema,
          name: z.string(),
          metadata: z.array(z.object({ key: z.string(), text: z.string() })),
        }),
      ),
    ),
  /** Restores the index from the files alone. */
  rebuild: base
    .errors(declareErrors('library.not-writable'))
    .output(eventIterator(rebuildEventSchema)),
  /**
   * Makes what search by meaning needs of every picture that lacks it, now. Hosts that stay do so by
   * themselves while nothing else runs.
   */
  embedMissing: base.errors(likenessErrors).output(eventIterator(embeddingProgressSchema)),
  watch: base.output(eventIterator(galleryEventSchema)),
  boards,
};
