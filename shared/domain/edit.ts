/**
 * Edits: a picture, what is done to it, and the tree that grows from that.
 *
 * Nothing is overwritten: every step makes pictures of its own, each of which knows the picture it
 * was made from. What was accepted is a node of the tree; other candidates stay out of the gallery.
 */
import * as z from 'zod';
import { adjustmentSchema } from './adjustment.ts';
import { generationRequestSchema } from './generation.ts';
import { pictureIdSchema } from './ids.ts';
import { maskIdSchema } from './mask-id.ts';
import { aspectSchema } from './rank.ts';
import { seedSchema } from './seed.ts';
import { usedStyleAdapterSchema } from './style-adapter.ts';

/** Candidates that nobody took are deleted after so many days, when the studio starts. */
export const KEPT_CANDIDATE_DAYS = 7;
export const MAX_MARGIN = 4096;
export const MAX_FEATHER = 512;
/** Without a mask: enough to change what it is, little enough to know it again. */
export const DEFAULT_STRENGTH = 0.6;
/** What is marked is to become something else. */
export const DEFAULT_MASKED_STRENGTH = 0.9;

/** Pixels of the source to a side. */
export const marginsSchema = z.object({
  top: z.number().int().min(0).max(MAX_MARGIN),
  right: z.number().int().min(0).max(MAX_MARGIN),
  bottom: z.number().int().min(0).max(MAX_MARGIN),
  left: z.number().int().min(0).max(MAX_MARGIN),
});
export type Margins = z.infer<typeof marginsSchema>;

/** References that come with the studio, drawn from rules: by the names of their files. */
export const madeStyles = [
  'van-gogh',
  'sunflowers',
  'ink',
  'mosaic',
  'halftone',
  'woodcut',
  'risograph',
] as const;
export const madeStyleSchema = z.enum(madeStyles);
export type MadeStyle = z.infer<typeof madeStyleSchema>;

export const styleReferenceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('made'), name: madeStyleSchema }),
  z.object({ kind: z.literal('picture'), id: pictureIdSchema }),
]);
export type StyleReference = z.infer<typeof styleReferenceSchema>;

/** A manner, and how it is taken over. */
export const styleSchema = z.object({
  reference: styleReferenceSchema,
  /** 0 leaves the picture as it is, 1 lets the manner rule. */
  strength: z.number().min(0).max(1),
  /** Size of the reference's strokes in the picture; 1: as in the reference. */
  strokeSize: z.number().min(0.25).max(4),
  /** Whose colours the result has. */
  colours: z.enum(['picture', 'reference']),
  seed: seedSchema,
});
export type Style = z.infer<typeof styleSchema>;

/** How much a shown picture counts where nothing is said; InstantStyle's own. */
export const DEFAULT_STYLE_WEIGHT = 1;
export const MAX_STYLE_WEIGHT = 2;

/** The size follows from the picture; whoever edits never meets it. */
const askedGenerationSchema = generationRequestSchema.omit({
  ...{ width: true, height: true, references: true, start: true },
});

const askedStepSchema = z.discriminatedUnion('kind', [
  /** By words: image to image, and inpainting where there is a mask. */
  z.object({
    kind: z.literal('words'),
    /** 0 keeps the picture, 1 makes a new one; checked where limits are told by field. */
    strength: z.number().optional(),
  }),
  /** Paints what lies beyond the picture's borders. */
  z.object({ kind: z.literal('grow'), margins: marginsSchema.partial() }),
  /**
   * By a checkpoint that is shown the style of a picture, or told of it in words where no style adapter
   * fits; without a prompt it is told what the source was made by, if anything is known of that.
   */
  z.object({
    kind: z.literal('restyle'),
    reference: styleReferenceSchema,
    strength: z.number().optional(),
    weight: z.number().optional(),
    /** Name of the style adapter; absent: the first that fits. */
    adapter: z.string().max(200).optional(),
  }),
]);

export const editRequestSchema = z.object({
  source: pictureIdSchema,
  generation: askedGenerationSchema,
  step: askedStepSchema,
  /** Where the picture may change; absent: everywhere. */
  mask: maskIdSchema.optional(),
  /** How far the mask's edge is softened to both sides, in pixels of the source. */
  feather: z.number().int().min(0).max(MAX_FEATHER).optional(),
});
export type EditRequest = z.infer<typeof editRequestSchema>;

export const DEFAULT_STYLE_STRENGTH = 0.6;
/** As asked for, with finer strokes, and with larger ones. */
export const DEFAULT_STYLE_COUNT = 3;
export const MAX_STYLE_COUNT = 8;

export const styleRequestSchema = editRequestSchema
  .pick({ source: true, mask: true, feather: true })
  .extend({
    style: styleSchema.partial({ strength: true, strokeSize: true, colours: true, seed: true }),
    /** How many candidates; checked where limits are told by field. */
    count: z.number().optional(),
  });
export type StyleRequest = z.infer<typeof styleRequestSchema>;

export const adjustRequestSchema = editRequestSchema
  .pick({ source: true, mask: true, feather: true })
  .extend({ adjustment: adjustmentSchema });
export type AdjustRequest = z.infer<typeof adjustRequestSchema>;

export const editStepSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('words'),
    strength: z.number().min(0).max(1),
  }),
  z.object({ kind: z.literal('grow'), margins: marginsSchema }),
  styleSchema.extend({ kind: z.literal('style') }),
  z.object({
    kind: z.literal('restyle'),
    reference: styleReferenceSchema,
    /** 0 keeps the picture, 1 makes a new one. */
    strength: z.number().min(0).max(1),
    /** How much the shown picture counts; 1 is usual. */
    weight: z.number().min(0).max(MAX_STYLE_WEIGHT),
    /** Absent where the style was told of in the prompt. */
    adapter: usedStyleAdapterSchema.optional(),
  }),
  adjustmentSchema.extend({
    kind: z.literal('adjust'),
    /** Enlarged by the network that has learnt drawings; else by resampling. */
    isByNetwork: z.boolean().optional(),
  }),
]);
export type EditStep = z.infer<typeof editStepSchema>;

/** What was decided: with the settings of the generation, enough to do it again. */
export const editSettingsSchema = z.object({
  source: pictureIdSchema,
  /** Of the source's file. */
  sourceSha256: z.string(),
  /** The picture that the tree grew from. */
  root: pictureIdSchema,
  step: editStepSchema,
  mask: maskIdSchema.optional(),
  feather: z.number().int().min(0).max(MAX_FEATHER),
  /** Whether a trained network had a part in the source; absent in older records. */
  isOfGenerated: z.boolean().optional(),
});
export type EditSettings = z.infer<typeof editSettingsSchema>;

/** What a picture knows of the edit that made it. */
export const editRecordSchema = editSettingsSchema.extend({
  /** A node of the tree; the others are candidates. */
  isAccepted: z.boolean(),
  /** Greatest difference from the source where nothing was to change, 0..255; only with a mask. */
  outsideDifference: z.number().int().min(0).max(255).optional(),
  /** How a candidate was judged, as long as nobody has taken it: a job that goes on asks for it. */
  judged: z
    .object({
      /** Of the CLIP that looked. */
      space: z.string(),
      /** Of what was changed, L2-normalised. */
      embedding: z.array(z.number()).max(4096),
      aspects: z.array(aspectSchema),
    })
    .optional(),
});
export type EditRecord = z.infer<typeof editRecordSchema>;

/** A candidate of an edit that nobody has taken yet: kept, but in no list of pictures. */
export function isPending({ edit }: { readonly edit?: EditRecord | undefined }): boolean {
  return edit !== undefined && !edit.isAccepted;
}

/** What a change of manner is called in the names of files; undefined for other steps. */
export function styleNameOf(edit: Pick<EditSettings, 'step'> | undefined): string | undefined {
  if (edit?.step.kind !== 'style' && edit?.step.kind !== 'restyle') return undefined;
  const { reference } = edit.step;
  return reference.kind === 'made' ? reference.name : 'style';
}
