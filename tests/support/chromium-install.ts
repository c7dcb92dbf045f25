/** Run before browser tests: installs a Chromium where none is found, or says in one sentence what to do. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, noChromium } from './chromium.ts';

const downloadLimitMs = 240_000;

function downloadWithPlaywright(): void {
  console.log('No Chromium found; Playwright tries to download one ...');
  const cli = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');
  attempt(process.execPath, [cli, 'install', 'chromium', '--no-shell'], {
    PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000',
  });
}

function installWithApt(): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log('Installing Chromium with apt-get ...');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  attempt('apt-get', ['update', '-qq'], env);
  attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], env);
}

function attempt(program: string, args: string[], env: Record<string, string>): void {
  spawnSync(program, args, {
    stdio: 'ignore',
    timeout: downloadLimitMs,
    env: { ...process.env, ...env },
  });
}

const isNamed = (process.env['EASEL_CHROMIUM'] ?? '') !== '';
for (const install of isNamed ? [] : [downloadWithPlaywright, installWithApt]) {
  if (findChromium() === undefined) install();
}
if (findChromium() === undefined) {
  console.error(noChromium);
  process.exitCode = 1;
}
