#!/usr/bin/env node
/** The door behind every npm script: sets up what is missing on a fresh clone, then runs the task. */
import { obtainElectron } from './electron.mjs';
import { ensureInstalled } from './install.mjs';
import { inPackage, inRoot } from './places.mjs';
import { buildRenderer } from './renderer.mjs';
import { runNode } from './processes.mjs';
import { start } from './start.mjs';
import { runStages } from './run-stages.mjs';
import { runPlaywright } from './tests.mjs';

const tasks = {
  start,
  test: (args) => runStages('test', args),
  check: (args) => runStages('check', args),
  format: async (args) => {
    const files = args.length > 0 ? args : ['.'];
    const prettier = inPackage('prettier', 'bin/prettier.cjs');
    await runNode(prettier, ['--write', '--log-level=warn', ...files]);
    return runNode(inPackage('eslint', 'bin/eslint.js'), ['--fix', ...files]);
  },
  bench: (args) => runNode(inRoot('tests/bench/run.ts'), args),
  'test:electron': async (args) => {
    if ((await obtainElectron()) === undefined) {
      throw new Error('These tests need Electron itself, and it could not be downloaded.');
    }
    await buildRenderer();
    return runPlaywright('electron', args);
  },
  screenshots: async (args) => {
    await buildRenderer();
    return runPlaywright('screenshots', args);
  },
  package: async (args) => {
    await buildRenderer();
    return runNode(inPackage('electron-builder', 'cli.js'), ['--publish=never', ...args]);
  },
};

const [name = '', ...args] = process.argv.slice(2);
try {
  const task = tasks[name];
  if (task === undefined) {
    throw new Error(`No task is called "${name}". There are: ${Object.keys(tasks).join(', ')}.`);
  }
  await ensureInstalled();
  process.exitCode = await task(args);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
