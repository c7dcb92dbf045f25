/** Where Easel's own files and the user's files lie on each platform. */
import { existsSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Read-only files that come with Easel. Installed, the code lies in an archive, and what native code
 * reads lies beside it.
 */
export function resourcesFolder(here: string = import.meta.url): string {
  const folder = fileURLToPath(new URL('../../resources', here));
  return folder.replace(/app\.asar(?=[/\\]resources$)/, 'app.asar.unpacked');
}

/** Settings, wildcards, the user's checkpoints: EASEL_HOME, else the platform's config folder. */
export function homeFolder(environment: Environment = process.env): string {
  const chosen = environment['EASEL_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const home = homedir();
  if (platform() === 'win32') {
    return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'easel');
  }
  if (platform() === 'darwin') return join(home, 'Library', 'Application Support', 'easel');
  return join(environment['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'easel');
}

/**
 * The library: as asked for, else EASEL_LIBRARY, else `Easel` in the pictures folder, else in the
 * platform's data folder.
 */
export function libraryFolder(asked?: string, environment: Environment = process.env): string {
  const chosen = asked ?? environment['EASEL_LIBRARY'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const pictures = environment['XDG_PICTURES_DIR'] ?? join(homedir(), 'Pictures');
  return existsSync(pictures) ? join(pictures, 'Easel') : join(dataFolder(environment), 'library');
}

function dataFolder(environment: Environment): string {
  const home = homedir();
  if (platform() === 'win32') {
    return join(environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'easel');
  }
  if (platform() === 'darwin') return join(home, 'Library', 'Application Support', 'easel');
  return join(environment['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'easel');
}

/** Where models are asked for: HF_ENDPOINT names a mirror, as other programs understand it. */
export function hubEndpoint(environment: Environment = process.env): string {
  const mirror = environment['HF_ENDPOINT'] ?? '';
  return /^https?:\/\/\S+$/.test(mirror) && URL.canParse(mirror)
    ? mirror
    : 'https://huggingface.co';
}
