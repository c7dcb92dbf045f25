/** Builds the screens into dist/renderer, only when something they are made of has changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inPackage, inRoot } from './places.mjs';
import { runNode } from './processes.mjs';

const sources = ['renderer', 'shared', 'resources/locales'];
const settings = ['vite.config.ts', 'svelte.config.js', 'package-lock.json'];

export async function buildRenderer() {
  if (!existsSync(inRoot('renderer/index.html'))) return;
  const stamp = inRoot('dist/renderer.stamp');
  const fingerprint = fingerprintSources();
  const isBuilt = existsSync(inRoot('dist/renderer/index.html')) && existsSync(stamp);
  if (isBuilt && readFileSync(stamp, 'utf8') === fingerprint) return;

  console.log('Building the screens ...');
  const code = await runNode(inPackage('vite', 'bin/vite.js'), ['build', '--logLevel=warn']);
  if (code !== 0) throw new Error('The screens could not be built; the message above says where.');
  mkdirSync(inRoot('dist'), { recursive: true });
  writeFileSync(stamp, fingerprint);
}

function fingerprintSources() {
  const hash = createHash('sha256');
  for (const file of [...sources.flatMap(filesUnder), ...settings]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(inRoot().length + 1))
    .sort();
}
