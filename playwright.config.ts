import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from './tests/support/chromium.ts';

/**
 * End-to-end tests drive the server host's own screens in a real Chromium. EASEL_E2E says otherwise:
 * `electron` tells the same stories in the app's own window, `screenshots` takes the pictures of the
 * documentation.
 */
const suite = process.env['EASEL_E2E'] ?? 'app';

export default defineConfig({
  testDir: suite === 'screenshots' ? 'tests/e2e/screenshots' : 'tests/e2e',
  testIgnore: {
    app: ['screenshots/**'],
    // Signing in is a browser's story.
    electron: ['screenshots/**', 'create-recovery.spec.ts', 'remote-access.spec.ts'],
    screenshots: [],
  }[suite],
  outputDir: 'test-results',
  workers: 1,
  // On two busy cores an answer can come late: a story that failed is told once more, and called flaky if it holds then.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    launchOptions: suite === 'electron' ? {} : chromiumLaunchOptions(),
    // A trace takes a picture of the page at every step, which costs more than the steps: `--trace=on` where one is needed.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
