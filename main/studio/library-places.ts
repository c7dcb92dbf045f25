/**
 * Where libraries have moved to, in Easel's home: whoever asks for the old place, by an option or by
 * default, finds the new one.
 */
import {
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EaselError } from '#shared/errors/easel-error.ts';

const FILE = 'library-moves.json';
/** There and back again, some times over. */
const MAX_MOVES = 1000;

/** Throws `library.moved-away` where the new place is not there. */
export async function followMoves(home: string, asked: string): Promise<string> {
  const moves = await readMoves(home);
  const seen = new Set<string>();
  let folder = asked;
  for (let next = moves.get(folder); next !== undefined; next = moves.get(folder)) {
    if (seen.has(next)) break;
    seen.add(next);
    folder = next;
  }
  if (folder !== asked && !existsSync(join(folder, 'easel-library.json'))) {
    throw new EaselError('library.moved-away', { from: asked, folder });
  }
  return folder;
}

export async function readMoves(home: string): Promise<Map<string, string>> {
  try {
    const content: unknown = JSON.parse(await readFile(join(home, FILE), 'utf8'));
    if (typeof content !== 'object' || content === null) return new Map();
    const moves = Object.entries(content as Record<string, unknown>);
    return new Map(moves.filter((move): move is [string, string] => typeof move[1] === 'string'));
  } catch {
    return new Map();
  }
}

/**
 * Writes a move down, durably. Synchronous on purpose: from one moment to the next it is the new
 * folder that counts, and nothing may be acknowledged in between.
 */
export function rememberMove(
  home: string,
  moves: ReadonlyMap<string, string>,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  const others = [...moves].filter(([old]) => old !== to && old !== from);
  const all = [...others, [from, to] as const].slice(-MAX_MOVES);
  const path = join(home, FILE);
  const temporary = `${path}.easel-tmp`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(temporary, `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`);
  sync(temporary, 'r+');
  renameSync(temporary, path);
  if (process.platform !== 'win32') sync(home, 'r');
}

function sync(path: string, mode: 'r' | 'r+'): void {
  const file = openSync(path, mode);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
