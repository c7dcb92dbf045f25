/**
 * How every screen looks, in both themes and both languages, against pictures that were looked at.
 * What is drawn comes from a tiny checkpoint with fixed seeds, so that training Spark anew changes
 * nothing here. `playwright test looks --update-snapshots` takes them again: look at them then.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { expect, test, type StudioPage } from './studio-test.ts';

const tiny = fileURLToPath(new URL('../fixtures/models/tiny-spark', import.meta.url));

test.use({ library: 'looks', checkpoints: [tiny], viewport: { width: 1024, height: 700 } });
test.describe.configure({ mode: 'serial', timeout: 120_000 });
test.skip(process.platform !== 'linux', 'fonts differ from system to system');

const screens = ['create', 'edit', 'gallery', 'train', 'models', 'activity', 'settings'] as const;
const looks = [
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'zh-CN' },
  { theme: 'light', language: 'zh-CN' },
] as const;

const fontsFile = fileURLToPath(new URL('looks.spec.ts-snapshots/fonts.json', import.meta.url));

/** Pictures of text say nothing where the fonts are others than those they were taken with. */
test.beforeEach(async ({ studio }, { config }) => {
  await studio.open();
  const widths = await studio.page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d');
    if (context === null) return [];
    const { fontFamily } = getComputedStyle(document.body);
    return ['400', '600'].flatMap((weight) => {
      context.font = `${weight} 64px ${fontFamily}`;
      return ['Why it ranks first 0123', '为什么排在第一位'].map((text) =>
        Math.round(context.measureText(text).width),
      );
    });
  });
  const fonts = JSON.stringify(widths);
  if (config.updateSnapshots === 'all') await writeFile(fontsFile, `${fonts}\n`);
  const expected = JSON.stringify(JSON.parse(await readFile(fontsFile, 'utf8')));
  test.skip(fonts !== expected, 'this machine has other fonts than the pictures');
});

test('before anything was made', async ({ studio }) => {
  for (const screen of ['gallery', 'activity'] as const) {
    await studio.open(screen);
    await expect(studio.page.getByText(/No pictures yet|Nothing is running/)).toBeVisible();
    await expectLook(studio.page, `empty-${screen}`);
  }
});

test('a wish that cannot be fulfilled', async ({ studio }) => {
  const { page } = studio;
  await studio.open('create');
  await studio.write('a {red|blue apple');
  await expect(page.getByText(/\{/).last()).toBeVisible();
  await page.getByRole('button', { name: /^Generate/ }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expectLook(page, 'error-create');
});

test('work that waits', async ({ studio }) => {
  const { page } = studio;
  await studio.open('activity');
  await page.getByRole('button', { name: 'Pause the queue' }).click();
  await studio.open('create');
  await page.getByRole('combobox', { name: 'Checkpoint' }).selectOption('tiny-spark');
  await page.getByRole('textbox', { name: 'Seed' }).fill('7');
  await studio.write('a red apple');
  await studio.setCount(4);
  await page.getByRole('button', { name: /^Generate/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'paused' })).toBeVisible();
  await expectLook(page, 'waiting-create');
  await studio.open('activity');
  await expect(page.getByRole('region', { name: 'Waiting' }).getByRole('article')).toHaveCount(1);
  await expectLook(page, 'waiting-activity');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Resume the queue' }).click();
  await page.getByRole('button', { name: 'Clear finished' }).click();
  await expect(page.getByText(/Nothing is running/)).toBeVisible();
});

test('every screen in both themes and both languages', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await page.getByRole('combobox', { name: 'Checkpoint' }).selectOption('tiny-spark');
  await page.getByRole('textbox', { name: 'Seed' }).fill('7');
  await studio.generate('a red apple', 4);
  await studio.edit();
  for (const { theme, language } of looks) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await studio.open('settings');
    await page.getByRole('combobox', { name: /^(Language|语言)$/ }).selectOption(language);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    for (const screen of screens) {
      await studio.open(screen);
      await settle(studio, screen);
      await expectLook(page, `${screen}-${theme}-${language}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await studio.open('settings');
  await page.getByRole('combobox', { name: '语言' }).selectOption('en');
  await studio.open('models');
  await page.keyboard.press('ControlOrMeta+k');
  await expectLook(page, 'palette-dark-en');
});

/** Until everything that comes after the first paint is there. */
async function settle(studio: StudioPage, screen: (typeof screens)[number]): Promise<void> {
  const { page } = studio;
  if (screen === 'create') {
    await expect(studio.candidates).toHaveCount(4);
    // A window that opens again goes on with the checkpoint of before.
    const checkpoint = page.getByRole('combobox', { name: /^(Checkpoint|检查点)$/ });
    await expect(checkpoint).toHaveValue('tiny-spark');
  }
  if (screen === 'edit') await expect(page.getByRole('application')).toBeVisible();
  if (screen === 'gallery') await expect(studio.tiles).toHaveCount(4);
  if (screen === 'train') await expect(page.getByText(/never leave|不会离开/)).toBeVisible();
  if (screen === 'models') await page.getByRole('button', { name: /Tiny Spark/ }).click();
  if (screen === 'activity') await expect(page.getByText('a red apple')).toBeVisible();
  await page.waitForLoadState('networkidle');
}

async function expectLook(page: Page, name: string): Promise<void> {
  await expect(page).toHaveScreenshot(`${name}.png`, {
    animations: 'disabled',
    caret: 'hide',
    mask: changing(page),
    // Fonts are drawn a little differently by other builds of the same browser.
    maxDiffPixelRatio: 0.02,
    threshold: 0.3,
  });
}

/** What no two runs have in common: times, sizes, folders, the embedded checkpoint's version. */
function changing(page: Page): Locator[] {
  return [
    page.locator('[data-changing]'),
    page.locator('main').getByText(/\d+(?:\.\d+)? ?(?:s|ms|秒|分|毫秒|MB|GB|kB)\b/),
    page.getByText(/Spark \d+\.\d+\.\d+/),
  ];
}
