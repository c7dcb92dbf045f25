/**
 * TensorFlow's own native library, through `@tensorflow/tfjs-node-gpu`: an optional package whose
 * library is fetched only by those who ask for it.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { HeadBackend } from './backend.ts';

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const LIBRARY = 'lib/napi-v8/tfjs_binding.node';
const require = createRequire(import.meta.url);

export const tensorflow: HeadBackend = {
  id: 'tensorflow',
  async register() {
    // Loading the package takes a third of a second, and without its library only to fail.
    const folder = packageFolder();
    if (folder === undefined) throw new Error(`The package ${PACKAGE} is not installed.`);
    if (!existsSync(join(folder, LIBRARY))) {
      throw new Error(
        "TensorFlow's native library is not installed (`npm run setup:gpu` fetches it).",
      );
    }
    mendUtil();
    // Through require: its own parts must be the very modules that this process has loaded.
    require(PACKAGE);
  },
};

function packageFolder(): string | undefined {
  try {
    return dirname(require.resolve(`${PACKAGE}/package.json`));
  } catch {
    return undefined;
  }
}

/**
 * Its last release calls two helpers that newer Node no longer has (tensorflow/tfjs#8609); eleven of
 * fourteen operators tried throw without them.
 */
function mendUtil(): void {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}
