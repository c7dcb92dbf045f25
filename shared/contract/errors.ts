/** Declared errors of a procedure, picked from the catalogue by code. */
import * as z from 'zod';
import { errorParamsSchema } from '#shared/errors/error-shape.ts';
import type { ErrorCode } from '#shared/errors/catalogue.ts';

const dataSchema = z.object({ params: errorParamsSchema });

export type DeclaredErrors<Code extends ErrorCode> = Record<Code, { data: typeof dataSchema }>;

/** Error map for `oc.errors(...)`: each code carries `{ params }` to fill its sentence. */
export function declareErrors<Code extends ErrorCode>(
  ...codes: readonly Code[]
): DeclaredErrors<Code> {
  return Object.fromEntries(
    codes.map((code) => [code, { data: dataSchema }]),
  ) as DeclaredErrors<Code>;
}
