/** What lies in the JSON beside a picture: everything that its file cannot or must not carry. */
import * as z from 'zod';
import { boardIdSchema } from '#shared/domain/ids.ts';
import { pictureSchema } from '#shared/domain/picture.ts';

export const sidecarSchema = z.object({
  format: z.literal(1),
  picture: pictureSchema,
  /** float32, little-endian, base64. */
  embedding: z.string().max(100_000).optional(),
  /** Which CLIP it is of; one of unknown origin is made anew. */
  embeddingSpace: z.string().max(100).optional(),
});
export type Sidecar = z.infer<typeof sidecarSchema>;

export const boardsFileSchema = z.object({
  format: z.literal(1),
  boards: z.array(
    z.object({ id: boardIdSchema, name: z.string().min(1).max(120), createdAt: z.number().int() }),
  ),
});
