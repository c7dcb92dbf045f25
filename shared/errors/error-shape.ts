/** An error as data: what crosses process edges and is stored with a failed job. */
import * as z from 'zod';

export const errorParamsSchema = z.record(z.string(), z.union([z.string(), z.number()]));
export type ErrorParams = z.infer<typeof errorParamsSchema>;

export const errorShapeSchema = z.object({
  /** A code of the catalogue; kept as a string so that a newer peer's code does not fail to parse. */
  code: z.string(),
  params: errorParamsSchema,
});
export type ErrorShape = z.infer<typeof errorShapeSchema>;
