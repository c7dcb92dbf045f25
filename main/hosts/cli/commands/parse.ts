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

/** `768x512`: width and height in pixels. */
export function parseSize(text: string): { width: number; height: number } {
  const match = /^\s*(\d{1,6})\s*[x×*]\s*(\d{1,6})\s*$/i.exec(text);
  if (match !== null) return { width: Number(match[1]), height: Number(match[2]) };
  const reason = `“${text}” is no width and height such as 768x512`;
  throw new EaselError('request.invalid', { field: '--size', reason });
}
