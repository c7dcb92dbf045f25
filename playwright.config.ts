import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from './tests/support/chromium.ts';

/**
 * End-to-end tests drive the server host's own screens in a real Chromium. EASEL_E2E picks another
 * folder of tests/e2e: `electron` for the shell's own tests, `screenshots` for the documentation.
 */
const suite = process.env['EASEL_E2E'] ?? 'app';

export default defineConfig({
  testDir: suite === 'app' ? 'tests/e2e' : `tests/e2e/${suite}`,
  testIgnore: suite === 'app' ? ['electron/**', 'screenshots/**'] : [],
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    launchOptions: suite === 'electron' ? {} : chromiumLaunchOptions(),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
