/** Finds Electron's own binary, which comes from another host than the packages and may not be there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inPackage } from './places.mjs';
import { runNode } from './processes.mjs';

const releaseHost = 'https://github.com/electron/electron/releases';
const patienceMs = 4000;

/** The binary's path, or undefined. */
function findElectron() {
  const pathFile = inPackage('electron', 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : defaultName();
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? inPackage('electron', 'dist');
  return existsSync(join(folder, name)) ? join(folder, name) : undefined;
}

/** As findElectron, after one try to download what is missing. */
export async function obtainElectron() {
  const present = findElectron();
  if (present !== undefined || !(await isReachable(releaseHost))) return present;
  console.log('Downloading Electron (once, about 120 MB) ...');
  await runNode(inPackage('electron', 'install.js'));
  return findElectron();
}

async function isReachable(url) {
  try {
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(patienceMs) });
    return answer.ok;
  } catch {
    return false;
  }
}

function defaultName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
