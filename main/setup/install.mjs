/** Makes sure that node_modules is what package-lock.json says, and installs it where it is not. */
import { readFileSync } from 'node:fs';
import { inRoot } from './places.mjs';
import { run } from './processes.mjs';

export async function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing the packages that Easel needs (once, about a minute) ...');
  const code = await runNpm(['ci', '--loglevel=error']);
  if (code !== 0) {
    throw new Error('The packages could not be installed; npm says why above. Is the network up?');
  }
}

/** Compares the lockfile with the record that npm keeps of what it put on disk. */
function isInstalled() {
  const installed = readPackages(inRoot('node_modules/.package-lock.json'));
  const wanted = readPackages(inRoot('package-lock.json'));
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    // A package for another platform is not there; one that is there must be the right one.
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

function runNpm(args) {
  // Under `npm run`, npm says where its own script lies; that avoids a shell on Windows.
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js')
    ? run(process.execPath, [npm, ...args])
    : run('npm', args, { shell: process.platform === 'win32' });
}
