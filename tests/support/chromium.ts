/** Finds a Chromium for tests that need a real browser. A missing one fails the tests; none is skipped. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type LaunchOptions } from '@playwright/test';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

export const noChromium =
  'These tests need Chromium: install it (Debian: apt-get install chromium) or set EASEL_CHROMIUM to its path.';

/** EASEL_CHROMIUM, else an installed one, else the one Playwright has downloaded. */
export function findChromium(): string | undefined {
  const named = process.env['EASEL_CHROMIUM'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const inPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...inPath, ...applications, chromium.executablePath()].find(isProgram);
}

/** Where none is found the path is left out: a configuration may be read before a browser is there. */
export function chromiumLaunchOptions(): LaunchOptions {
  const executablePath = findChromium();
  return { ...(executablePath === undefined ? {} : { executablePath }), args: chromiumFlags() };
}

/** No graphics card, no network of its own, and no sandbox where Chromium refuses one: as root. */
function chromiumFlags(): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
