/**
 * Who is signed in over a restart. A page that was left open comes back by itself when its server
 * does: the tokens of late starts are known again, by their hashes only, for a month.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';

const MOST = 8;
const LONGEST_MS = 30 * 24 * 60 * 60 * 1000;

const fileSchema = z.array(z.object({ hash: z.string().length(64), at: z.number() })).max(100);

/** The tokens of earlier starts. */
export interface SignIns {
  has(token: string): boolean;
}

/**
 * Notes the token of this start in a file that only its owner reads, and answers with those before.
 * A file that cannot be read or written is as good as none: then everybody signs in anew.
 */
export async function noteSignIn(path: string, token: string, now = Date.now()): Promise<SignIns> {
  const before = (await readEntries(path)).filter(({ at }) => now - at < LONGEST_MS);
  const entries = [{ hash: hashOf(token), at: now }, ...before].slice(0, MOST);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify(entries), { mode: 0o600 });
  } catch {
    // A home that cannot be written costs the comfort, not the start.
  }
  const hashes = new Set(entries.map(({ hash }) => hash));
  // Looked up by hash: how long that takes says nothing about the token.
  return { has: (given) => hashes.has(hashOf(given)) };
}

async function readEntries(path: string): Promise<z.infer<typeof fileSchema>> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return [];
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
