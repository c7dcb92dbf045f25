/** Weights on their way in: downloaded from a hub, or taken from a file or folder of this machine. */
import * as z from 'zod';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { partPathSchema } from './checkpoint.ts';
import { idSchema } from './ids.ts';

export const transferIdSchema = idSchema.brand<'TransferId'>();
export type TransferId = z.infer<typeof transferIdSchema>;

/** Lower-case hex. */
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const sha1Schema = z.string().regex(/^[0-9a-f]{40}$/);

const bytesSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** One file, and what its content must be where that is known beforehand. */
export const wantedFileSchema = z.object({
  path: partPathSchema,
  bytes: bytesSchema,
  sha256: sha256Schema.optional(),
  /** SHA-1 of `blob {length}\0` and the content: how a hub names its small files. */
  gitSha1: sha1Schema.optional(),
});
export type WantedFile = z.infer<typeof wantedFileSchema>;

export const transferSourceSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('hub'),
    /** Origin of the addresses, such as `https://huggingface.co`. */
    endpoint: z.string(),
    repository: z.string(),
    /** Full hash: what is fetched later is what was looked at. */
    commit: z.string(),
  }),
  z.object({
    kind: z.literal('local'),
    /** Absolute: the file, or the folder that the paths of the files count from. */
    path: z.string(),
  }),
]);
export type TransferSource = z.infer<typeof transferSourceSchema>;

export const transferStateSchema = z.enum(['waiting', 'running', 'paused', 'failed', 'done']);
export type TransferState = z.infer<typeof transferStateSchema>;

/** What is written down of a transfer, so that it goes on after any end of the program. */
export const transferRecordSchema = z.object({
  format: z.literal(1),
  id: transferIdSchema,
  /** Name of the folder that it becomes. */
  name: z.string().min(1),
  source: transferSourceSchema,
  license: z.string().optional(),
  files: z.array(wantedFileSchema).min(1),
  /** SHA-256 of the files that have come whole, by path. */
  hashes: z.record(z.string(), sha256Schema),
  /** Replaces these files in the folder of that name instead of making a new one. */
  isRepair: z.boolean(),
  state: transferStateSchema,
  error: errorShapeSchema.optional(),
  createdAt: z.number(),
});
export type TransferRecord = z.infer<typeof transferRecordSchema>;

/** What a screen shows of one. */
export const transferSchema = transferRecordSchema
  .omit({ format: true, files: true, hashes: true })
  .extend({
    fileCount: z.number().int(),
    bytes: z.object({ done: z.number().int(), total: z.number().int() }),
    /** Per second, while it runs and something comes. */
    bytesPerSecond: z.number().optional(),
    remainingMs: z.number().optional(),
  });
export type Transfer = z.infer<typeof transferSchema>;

/** `easel-origin.json` in a folder that came by a transfer: from where, and what it must contain. */
export const originSchema = z.object({
  format: z.literal(1),
  /** The transfer that brought it. */
  transfer: transferIdSchema,
  source: transferSourceSchema,
  license: z.string().optional(),
  addedAt: z.number(),
  files: z.array(z.object({ path: partPathSchema, bytes: bytesSchema, sha256: sha256Schema })),
});
export type Origin = z.infer<typeof originSchema>;
