/** Numbers as they are typed. Limits are core's business; here only what is no number is refused. */
import { EaselError } from '#shared/errors/easel-error.ts';

/** An option parser that names the option in its refusal. */
export function numberFor(field: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new EaselError('request.invalid', { field, reason: `“${text}” is not a number` });
  };
}
