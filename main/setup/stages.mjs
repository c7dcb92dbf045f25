/**
 * What `npm run check` and `npm test` consist of, cheapest first: the run stops at the first stage
 * that fails. `npm test -- types engine` runs only the named ones.
 */
import { existsSync, readdirSync } from 'node:fs';
import { inPackage, inRoot } from './places.mjs';
import { buildRenderer } from './renderer.mjs';
import { runNode } from './processes.mjs';
import { obtainChromium, runPlaywright, runVitest } from './tests.mjs';

const cache = inRoot('node_modules/.cache/easel');

const checkStages = {
  format: () =>
    runNode(inPackage('prettier', 'bin/prettier.cjs'), [
      '--check',
      '--log-level=warn',
      '--cache',
      `--cache-location=${cache}/prettier`,
      '.',
    ]),
  imports: () => runVitest('architecture'),
  types: checkTypes,
  unused: () => runNode(inPackage('knip', 'bin/knip.js'), ['--no-progress']),
  lint: (options) =>
    runNode(
      inPackage('eslint', 'bin/eslint.js'),
      ['--max-warnings=0', '--cache', `--cache-location=${cache}/eslint`, '.'],
      options,
    ),
  unit: () => runVitest('unit*'),
};

const testStages = {
  ...checkStages,
  chromium: (options) => obtainChromium(options),
  transport: () => runVitest('transport'),
  engine: async () => (await obtainChromium()) || runVitest('engine', 3),
  reference: () => runVitest('reference'),
  robustness: () => runVitest('robustness', 3),
  e2e: async () => {
    await buildRenderer();
    // Stories wait much of their time; the one that measures how soon a key is answered runs alone.
    const code = await runPlaywright('app', ['--workers=2', '--grep-invert=@alone']);
    return code || runPlaywright('app', ['--grep=@alone']);
  },
};

export const stageLists = { check: checkStages, test: testStages };

/** Begun with the first stage, on a core that the stages before it leave idle; told of in its turn. */
export const stagesBeside = ['lint', 'chromium'];

async function checkTypes() {
  const layers = ['shared', 'main', 'tests'].map((layer) => inRoot(`tsconfig.${layer}.json`));
  // The native compiler, in half the time; the linter and svelte-check still need the one in JavaScript.
  const code = await runNode(inPackage('typescript-7', 'bin/tsc'), ['--build', ...layers]);
  if (code !== 0 || !holdsFiles('renderer')) return code;
  return runNode(inPackage('svelte-check', 'bin/svelte-check'), [
    '--tsconfig=tsconfig.renderer.json',
    '--fail-on-warnings',
    '--output=human',
  ]);
}

function holdsFiles(folder) {
  return existsSync(inRoot(folder)) && readdirSync(inRoot(folder)).length > 0;
}
