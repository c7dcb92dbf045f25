import { EaselError } from '#shared/errors/easel-error.ts';
import type { ApiContext } from './context.ts';

/** Throws `access.local-only` when this caller may not name files of the machine by path. */
export function requireLocalFiles(context: ApiContext, what: string): void {
  if (!context.hasLocalFiles) throw new EaselError('access.local-only', { what });
}
