/** A person's own words, learnt from a few examples of each. */
import * as z from 'zod';
import { idSchema, pictureIdSchema } from './ids.ts';
import { tagSchema } from './picture.ts';

export const MAX_VOCABULARIES = 50;
export const MAX_VOCABULARY_WORDS = 100;
/** Of each word, one to learn from and one to be judged by. */
export const LEAST_EXAMPLES = 2;
/** From this chance on, and near enough to an example, a word is suggested. */
export const DEFAULT_SUGGESTED_FROM = 0.5;

export const tagVocabularyIdSchema = idSchema.brand<'TagVocabularyId'>();
export type TagVocabularyId = z.infer<typeof tagVocabularyIdSchema>;

export const vocabularyNameSchema = z.string().trim().min(1).max(120);

/** Where the examples are: pictures of the library by their tags, or a folder with one folder a word. */
export const exampleSourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tags'),
    /** Absent: every tag with enough pictures. */
    words: z.array(tagSchema).max(MAX_VOCABULARY_WORDS).optional(),
  }),
  z.object({ kind: z.literal('folder'), folder: z.string().min(1).max(4096) }),
]);
export type ExampleSource = z.infer<typeof exampleSourceSchema>;

/** What was found on examples that were held out. */
export const vocabularyReportSchema = z.object({
  /** How many were right: learnt, and by CLIP's own idea of the words. */
  trained: z.number().int(),
  zeroShot: z.number().int(),
  of: z.number().int(),
  /** [words, words] counts: rows are what they are, columns what was said. */
  confusion: z.array(z.array(z.number().int())),
});
export type VocabularyReport = z.infer<typeof vocabularyReportSchema>;

export const tagVocabularySchema = z.object({
  id: tagVocabularyIdSchema,
  name: vocabularyNameSchema,
  createdAt: z.number().int(),
  source: exampleSourceSchema,
  /** Absent: not learnt by the CLIP that ranks now; it is when suggestions are asked for. */
  learnt: z
    .object({
      words: z.array(z.object({ word: tagSchema, examples: z.number().int() })),
      report: vocabularyReportSchema,
      /** What it was trained on. */
      backend: z.string(),
    })
    .optional(),
});
export type TagVocabulary = z.infer<typeof tagVocabularySchema>;

export const tagSuggestionSchema = z.object({
  picture: pictureIdSchema,
  word: tagSchema,
  /** 0..1 among the words of the vocabulary. */
  chance: z.number(),
  /** The nearest picture of the library with that tag, and how alike the two are, -1..1. */
  near: z.object({ id: pictureIdSchema, likeness: z.number() }).optional(),
});
export type TagSuggestion = z.infer<typeof tagSuggestionSchema>;
