/** Runs the two test runners and adds up what they report, so that a run ends with one sum. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inPackage } from './places.mjs';
import { runNode } from './processes.mjs';

export const totals = { passed: 0, failed: 0 };

/**
 * A project of vitest.config.ts. A folder without tests is no failure; a run without any test is.
 *
 * @param workers files at once; more than there are cores where tests mostly wait for processes
 */
export function runVitest(project, workers = 2) {
  return counted(
    (report) =>
      runNode(inPackage('vitest', 'vitest.mjs'), [
        'run',
        `--project=${project}`,
        `--maxWorkers=${workers}`,
        '--passWithNoTests',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ]),
    ({ numPassedTests = 0, numFailedTests = 0 }) => [numPassedTests, numFailedTests],
  );
}

/** Installs a Chromium where there is none; graphics tests borrow its software driver. */
export function obtainChromium(options) {
  return runNode('tests/support/chromium-install.ts', [], options);
}

/** A suite of playwright.config.ts: the app's own, the Electron shell's, or the pictures for the docs. */
export async function runPlaywright(suite, args = []) {
  const browser = suite === 'electron' ? 0 : await obtainChromium();
  if (browser !== 0) return browser;
  return counted(
    (report) =>
      runNode(
        inPackage('@playwright/test', 'cli.js'),
        ['test', '--pass-with-no-tests', '--reporter=list,json', ...args],
        { env: { EASEL_E2E: suite, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
      ),
    ({ stats }) => [(stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected ?? 0],
  );
}

async function counted(runner, read) {
  const folder = mkdtempSync(join(tmpdir(), 'easel-tests-'));
  const report = join(folder, 'report.json');
  try {
    const code = await runner(report);
    const [passed, failed] = read(readJson(report));
    totals.passed += passed;
    // A runner that broke before it could report has failed too.
    totals.failed += code !== 0 && failed === 0 ? 1 : failed;
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
