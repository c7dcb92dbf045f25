/**
 * Captions that lie beside pictures: a `.txt` or `.caption` of the same name, and tables of one JSON
 * object a line (`metadata.jsonl`, `captions.jsonl`) as training programs keep them.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_CAPTION } from '#shared/domain/dataset.ts';
import { decodeText } from './decode-text.ts';

export interface KnownCaption {
  readonly text: string;
  readonly origin: 'sidecar' | 'table';
}

const TABLE = /(?:^|\/)(?:metadata|captions?|prompts?|labels?)\.jsonl$/i;
const SIDECAR = /\.(?:txt|caption)$/i;
const NAME_KEYS = ['file_name', 'filename', 'file', 'image', 'image_path', 'path', 'name'];
const TEXT_KEYS = ['text', 'caption', 'prompt', 'description', 'label', 'sentence'];
const MAX_SIDECAR_BYTES = 64 << 10;
const MAX_TABLE_BYTES = 32 << 20;

/**
 * @param texts files of the folder that are no pictures, by their path inside it
 * @param names pictures, likewise
 * @returns by picture; a file beside it goes before a line in a table
 */
export async function readCaptions(
  folder: string,
  texts: readonly string[],
  names: readonly string[],
): Promise<ReadonlyMap<string, KnownCaption>> {
  const known = new Map<string, KnownCaption>();
  const wanted = new Set(names);
  for (const table of texts.filter((name) => TABLE.test(name))) {
    for (const [name, text] of await readTable(folder, table)) {
      if (wanted.has(name)) known.set(name, { text, origin: 'table' });
    }
  }
  const sidecars = new Map(
    texts.filter((name) => SIDECAR.test(name)).map((name) => [stemOf(name), name]),
  );
  for (const name of names) {
    const sidecar = sidecars.get(stemOf(name)) ?? sidecars.get(name);
    if (sidecar === undefined) continue;
    const text = tidy(await readText(join(folder, sidecar), MAX_SIDECAR_BYTES));
    if (text !== '') known.set(name, { text, origin: 'sidecar' });
  }
  return known;
}

async function readTable(folder: string, table: string): Promise<Map<string, string>> {
  const inside = table.slice(0, table.lastIndexOf('/') + 1);
  const found = new Map<string, string>();
  for (const line of (await readText(join(folder, table), MAX_TABLE_BYTES)).split('\n')) {
    const row = parseRow(line);
    const name = firstText(row, NAME_KEYS);
    const text = tidy(firstText(row, TEXT_KEYS) ?? '');
    if (name === undefined || text === '') continue;
    found.set(`${inside}${name.replaceAll('\\', '/').replace(/^\.\//, '')}`, text);
  }
  return found;
}

function parseRow(line: string): Readonly<Record<string, unknown>> {
  try {
    const row: unknown = JSON.parse(line);
    return typeof row === 'object' && row !== null ? (row as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function firstText(
  row: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): string | undefined {
  for (const key of keys) {
    const value = row[key];
    if (typeof value === 'string') return value;
    if (Array.isArray(value) && typeof value[0] === 'string') return value[0];
  }
  return undefined;
}

/** Empty where it is too large to be one, or cannot be read. */
async function readText(path: string, maxBytes: number): Promise<string> {
  try {
    if ((await stat(path)).size > maxBytes) return '';
    return decodeText(await readFile(path));
  } catch {
    return '';
  }
}

function tidy(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_CAPTION);
}

function stemOf(name: string): string {
  return name.replace(/\.[^./]*$/, '');
}
