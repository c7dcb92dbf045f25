import { EaselError } from '#shared/errors/easel-error.ts';

/** Throws `request.invalid`. */
export function checkTop(top: number | undefined): void {
  if (top === undefined || (Number.isInteger(top) && top >= 1)) return;
  throw new EaselError('request.invalid', { field: '--top', reason: 'it must be 1 or more' });
}
