/** What was added to the checkpoints that came with Easel, and what can be. */
import * as z from 'zod';
import { partPathSchema } from './checkpoint.ts';
import { originSchema } from './transfer.ts';

/** A name in the folder of checkpoints: never a path, never hidden. */
export const additionNameSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?!\.)[^/\\\0]+$/);

export const additionSchema = z.object({
  name: additionNameSchema,
  /** On disk. */
  bytes: z.number().int(),
  /** Absent for what was put there by hand. */
  source: originSchema.shape.source.optional(),
  license: z.string().optional(),
  addedAt: z.number().optional(),
  /** Ids of the checkpoints that it is; empty where none is recognised. */
  checkpoints: z.array(z.string()),
  /** Family and kind of the checkpoint that it is, as people call them. */
  recognised: z.string().optional(),
  /** Ids of the CLIPs that it is. */
  clips: z.array(z.string()),
  /** Names of what CLIPs were taught. */
  clipAdapters: z.array(z.string()),
  /** Names of the files that draw previews. */
  previewDecoders: z.array(z.string()),
  /** Names of the style adapters in it, and of what looks at pictures for them. */
  styleAdapters: z.array(z.string()),
  /** Names of the LoRAs in it. */
  loras: z.array(z.string()),
});
export type Addition = z.infer<typeof additionSchema>;

export const shelfSchema = z.object({
  /** Where they lie. */
  folder: z.string(),
  additions: z.array(additionSchema),
  freeBytes: z.number().int(),
  trash: z.object({ count: z.number().int(), bytes: z.number().int() }),
});
export type Shelf = z.infer<typeof shelfSchema>;

const listedFileSchema = z.object({ path: z.string(), bytes: z.number().int() });

/** What a hub says of a repository, before anything of it is fetched. */
export const hubOfferSchema = z.object({
  repository: z.string(),
  /** As it was asked for. */
  revision: z.string().optional(),
  commit: z.string(),
  host: z.string(),
  /** Its page for people. */
  page: z.string(),
  license: z.string().optional(),
  isGated: z.boolean(),
  /** Whether an access token goes with requests. */
  hasToken: z.boolean(),
  shape: z.enum(['diffusers', 'single-file', 'model']),
  /** What would be fetched. */
  files: z.array(listedFileSchema),
  bytes: z.number().int(),
  /** Whole checkpoints of one file each, of which one is among the files. */
  alternatives: z.array(listedFileSchema),
  freeBytes: z.number().int(),
  /** What it is, from its header: `unknown` also where that could not be read. */
  kind: z.enum(['checkpoint', 'clip', 'foreign', 'lora', 'part', 'preview', 'style', 'unknown']),
  family: z.string().optional(),
});
export type HubOffer = z.infer<typeof hubOfferSchema>;

/** One card of the list that comes with Easel. */
export const catalogueEntrySchema = z.object({
  id: z.string(),
  name: z.string(),
  repository: z.string(),
  /** Exactly these; a choice is made without them. */
  files: z.array(partPathSchema).optional(),
  use: z.enum(['pictures', 'ranking']),
  family: z.string(),
  license: z.string(),
  isGated: z.boolean(),
  /** About; the hub says exactly. */
  bytes: z.number().int(),
  /** About, while it runs. */
  memoryBytes: z.number().int(),
  /** Side of its pictures in pixels. */
  side: z.number().int().optional(),
  about: z.object({ en: z.string(), 'zh-CN': z.string() }),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;
