/** An IP-Adapter that lies on this machine: it shows a checkpoint the style of a picture. */
import * as z from 'zod';

/** Families whose networks are written here, so that something can be added to them. */
const families = ['sd1', 'sd2', 'sdxl'] as const;

export const styleAdapterSummarySchema = z.object({
  /** Its file's, without the ending. */
  name: z.string(),
  file: z.string(),
  /** On disk. */
  bytes: z.number().int(),
  /** Of the checkpoints that it was made for; absent where the file does not tell. */
  family: z.enum(families).optional(),
  /** The CLIP that looks at pictures for it; absent where none fits. */
  encoder: z.string().optional(),
  /** The repository with the CLIP that it was taught with. */
  needs: z.string(),
});
export type StyleAdapterSummary = z.infer<typeof styleAdapterSummarySchema>;

/** What a picture says of the style adapter that had a part in it. */
export const usedStyleAdapterSchema = z.object({
  name: z.string(),
  /** Names the exact weights. */
  hash: z.string(),
});
export type UsedStyleAdapter = z.infer<typeof usedStyleAdapterSchema>;

/** Whether a checkpoint of that family can draw a picture anew in the style of another one. */
export function canRestyle({ family }: { readonly family: string }): boolean {
  // Spark draws in the few styles of its captions alone.
  return family !== 'spark';
}

/** Whether style adapters can be added to a checkpoint; what came as graphs cannot be written anew. */
export function takesStyleAdapters({
  family,
  isReadyGraph,
}: {
  readonly family: string;
  readonly isReadyGraph?: boolean | undefined;
}): boolean {
  return isReadyGraph !== true && (families as readonly string[]).includes(family);
}
