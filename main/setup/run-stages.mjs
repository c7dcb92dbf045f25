/** Runs stages in order, says how long each took, and stops at the first that fails. */
import { performance } from 'node:perf_hooks';
import { stageLists, stagesBeside } from './stages.mjs';
import { totals } from './tests.mjs';

export async function runStages(list, names) {
  const stages = stageLists[list];
  const unknown = names.filter((name) => !(name in stages));
  if (unknown.length > 0) {
    throw new Error(`No stage is called ${unknown.join(', ')}: ${Object.keys(stages).join(', ')}.`);
  }
  const failure = await firstFailure(stages, names.length > 0 ? names : Object.keys(stages));
  const isEmpty = totals.passed + totals.failed === 0;
  if (failure !== undefined) {
    console.log(`\nStopped at: ${failure}.`);
    // A check that is no test counts as one, so that the sum never looks better than the run.
    if (totals.failed === 0) totals.failed = 1;
  } else if (isEmpty && names.length === 0) {
    console.log('\nNot a single test ran.');
  }
  if (!isEmpty || failure !== undefined) {
    console.log(`${totals.passed} passed, ${totals.failed} failed`);
  }
  return failure !== undefined || (isEmpty && names.length === 0) ? 1 : 0;
}

async function firstFailure(stages, names) {
  const stop = new AbortController();
  const beside = new Map(
    names
      .filter((name, index) => index > 0 && stagesBeside.includes(name))
      .map((name) => [name, begin(stages[name], stop.signal)]),
  );
  for (const name of names) {
    const begun = performance.now();
    console.log(`\n── ${name}`);
    const { code, printed = '' } = await (beside.get(name) ?? here(stages[name]));
    process.stdout.write(printed);
    console.log(`── ${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    if (code === 0) continue;
    stop.abort();
    return name;
  }
  return undefined;
}

async function here(stage) {
  return { code: await stage() };
}

/** Runs a stage whose words are kept until somebody asks for them. */
async function begin(stage, signal) {
  const chunks = [];
  const hear = (chunk) => chunks.push(chunk);
  const code = await stage({ hear, signal });
  return { code, printed: Buffer.concat(chunks).toString() };
}
