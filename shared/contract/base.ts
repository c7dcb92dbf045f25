/** What every procedure may answer besides its own errors. */
import { oc } from '@orpc/contract';
import { declareErrors } from './errors.ts';

export const base = oc.errors(
  declareErrors('internal.unexpected', 'request.invalid', 'access.local-only'),
);
