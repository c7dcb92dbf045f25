/** Where things lie, for scripts that run before anything is installed. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** A path in the repository. */
export function inRoot(...parts) {
  return join(root, ...parts);
}

/** A file inside an installed package. */
export function inPackage(name, ...parts) {
  return join(root, 'node_modules', name, ...parts);
}
