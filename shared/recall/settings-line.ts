/** `Steps: 20, Sampler: Euler a, Lora hashes: "a: 1, b: 2"`: names and values of one line. */

/** Names are words; a prompt that happens to hold a colon is no name. */
const NAME = /^[\p{L}\d][\p{L}\d ()_./+-]{0,59}$/u;
const CLOSERS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * Values end at a comma, save inside quotes and JSON brackets; quoted ones are unquoted. Linear in
 * the length of the line.
 */
export function parseSettingsLine(line: string): [name: string, value: string][] {
  const settings: [string, string][] = [];
  let at = 0;
  while (at < line.length) {
    const colon = line.indexOf(':', at);
    if (colon < 0) break;
    // Words without a colon of their own belong to nothing: the name begins after the last comma.
    const name = line.slice(line.lastIndexOf(',', colon) + 1, colon).trim();
    const end = endOfValue(line, colon + 1);
    const value = line.slice(colon + 1, end).trim();
    if (NAME.test(name)) settings.push([name, unquoted(value)]);
    at = end + 1;
  }
  return settings;
}

function endOfValue(line: string, from: number): number {
  const awaited: string[] = [];
  let at = from;
  while (line[at] === ' ') at += 1;
  for (; at < line.length; at += 1) {
    const character = line[at] ?? '';
    const isNested = awaited.length > 0 || character in CLOSERS;
    if (character === '"' && (isNested || isStart(line, at, from))) {
      const end = endOfQuote(line, at);
      // A lone quotation mark, as in 9" tall.
      if (end !== undefined) at = end;
    } else if (character in CLOSERS && (awaited.length > 0 || isStart(line, at, from))) {
      awaited.push(CLOSERS[character] ?? '');
    } else if (character === awaited.at(-1)) awaited.pop();
    else if (character === ',' && awaited.length === 0) return at;
  }
  return line.length;
}

function isStart(line: string, at: number, from: number): boolean {
  return at - from <= 1 && line.slice(from, at).trim() === '';
}

function endOfQuote(line: string, open: number): number | undefined {
  for (let at = open + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at;
  }
  return undefined;
}

function unquoted(value: string): string {
  if (!/^".*"$/s.test(value)) return value;
  try {
    const text: unknown = JSON.parse(value);
    return typeof text === 'string' ? text : value;
  } catch {
    return value.slice(1, -1);
  }
}
