/** JSON out of foreign files: limits first, and the liberties that Python takes. */

/** Of one text; the largest workflows that people share have some hundred thousand characters. */
export const MAX_TEXT_LENGTH = 4 << 20;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Numbers of 16 digits and more lose their last ones in JavaScript; seeds are kept as text. */
const LONG_SEED = /("(?:noise_)?seed"\s*:\s*)(\d{16,20})(?=\s*[,}])/g;

/** An object, or undefined for anything else. */
export function parseJsonObject(text: string): JsonObject | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const exact = text.replace(LONG_SEED, '$1"$2"');
  // Python writes NaN and Infinity, which are no JSON; tried only where it is needed.
  const value = parse(exact) ?? parse(withoutNan(exact));
  return isObject(value) ? value : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Outside of strings, which are found by one walk over the quotation marks. */
function withoutNan(text: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('"', at);
    const end = open < 0 ? text.length : open;
    parts.push(text.slice(at, end).replace(/-?\b(?:NaN|Infinity)\b/g, 'null'));
    at = end + 1;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at += 1;
    parts.push(text.slice(end, at));
  }
  return parts.join('');
}
