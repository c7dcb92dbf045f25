/** How masks of edits are named. */
import * as z from 'zod';

/** SHA-256 of a mask's file as the library keeps it. */
export const maskIdSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'MaskId'>();
export type MaskId = z.infer<typeof maskIdSchema>;
