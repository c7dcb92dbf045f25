/** Own words: learnt from examples, suggested for pictures of the library. */
import * as z from 'zod';
import { pictureIdSchema } from '#shared/domain/ids.ts';
import {
  DEFAULT_SUGGESTED_FROM,
  exampleSourceSchema,
  tagSuggestionSchema,
  tagVocabularyIdSchema,
  tagVocabularySchema,
  vocabularyNameSchema,
} from '#shared/domain/tag-vocabulary.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

const ranking = declareErrors(
  'checkpoint.not-found',
  'checkpoint.damaged',
  'checkpoint.unsupported',
);
const learning = {
  ...ranking,
  ...declareErrors('engine.stopped', 'engine.unavailable', 'engine.out-of-memory'),
  ...declareErrors('tags.too-few-words', 'tags.folder-unreadable'),
  ...declareErrors('library.not-writable', 'library.disk-full'),
};
const finding = declareErrors('tags.not-found');
const byId = z.object({ id: tagVocabularyIdSchema });

export const tagsContract = {
  /** By name. */
  list: base.errors(ranking).output(z.array(tagVocabularySchema)),
  /** Learns a vocabulary: a new one, or with the name of one that is there, that one again. */
  train: base
    .errors({ ...learning, ...declareErrors('tags.too-many') })
    .input(z.object({ name: vocabularyNameSchema, source: exampleSourceSchema }))
    .output(tagVocabularySchema),
  /**
   * The likeliest word for each picture that lacks it, surest first; none for pictures that are like
   * no example.
   */
  suggest: base
    .errors({ ...learning, ...finding, ...declareErrors('picture.not-found') })
    .input(
      byId.extend({
        pictures: z.array(pictureIdSchema).max(10_000),
        /** How likely a word must be, 0..1. */
        from: z.number().min(0).max(1).default(DEFAULT_SUGGESTED_FROM),
      }),
    )
    .output(z.array(tagSuggestionSchema)),
  /** Forgets it completely; tags that were accepted stay on their pictures. */
  remove: base
    .errors({ ...finding, ...declareErrors('library.not-writable') })
    .input(byId)
    .output(z.object({})),
};
