/** How finished files leave the library. */
import * as z from 'zod';
import { enlargingMethodSchema, MAX_ENLARGING } from './enlarging.ts';
import { sideSchema } from './size.ts';

export const exportFormatSchema = z.enum(['png', 'jpeg', 'webp', 'avif', 'tiff', 'svg']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;
/** Formats of pixels. */
export type RasterFormat = Exclude<ExportFormat, 'svg'>;

export const DEFAULT_NAME_TEMPLATE = '{rank}-{prompt}-{seed}';

/** Fields a name template may use. */
export const nameTemplateFields = [
  'prompt',
  'seed',
  'rank',
  'index',
  'id',
  'date',
  'checkpoint',
  'n',
] as const;

export const exportOptionsSchema = z.object({
  format: exportFormatSchema.default('png'),
  /** Lossy formats only, 1..100. */
  quality: z.number().int().min(1).max(100).default(90),
  /** SVG only: at most so many flat colours. */
  colours: z.number().int().min(2).max(32).default(16),
  /** Larger by so much; of an SVG, what it says of its size. */
  scale: z.number().min(1).max(MAX_ENLARGING).default(1),
  /** Longer side in pixels; absent keeps the size. Without a meaning where there is a scale. */
  longerSide: sideSchema.optional(),
  /** How pixels are enlarged. */
  enlarging: enlargingMethodSchema.default('auto'),
  /** Laid under transparent pictures, `#rrggbb`; absent keeps transparency where the format can. */
  background: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .optional(),
  /** Prompt and settings; without it only pixels and colour profile leave. */
  keepMetadata: z.boolean().default(true),
  nameTemplate: z.string().min(1).max(200).default(DEFAULT_NAME_TEMPLATE),
  /** What happens to an existing file of that name. */
  onConflict: z.enum(['number', 'overwrite']).default('number'),
});
export type ExportOptions = z.infer<typeof exportOptionsSchema>;
