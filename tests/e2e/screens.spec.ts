/** What holds on every screen: accessibility in both themes, live language and theme, keys alone. */
import { expect, test } from './studio-test.ts';

test.use({ library: 'screens' });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

const screens = ['create', 'edit', 'gallery', 'train', 'models', 'activity', 'settings'] as const;

test('axe finds nothing on any screen in either theme and language', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.generate('a green leaf', 3);
  await studio.edit();
  // What a theme spoils it spoils in both languages, and the other way round.
  for (const [language, colorScheme] of [
    ['zh-CN', 'light'],
    ['en', 'dark'],
  ] as const) {
    await studio.open('settings');
    await page.getByRole('combobox', { name: /^(Language|语言)$/ }).selectOption(language);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const screen of screens) {
      await studio.open(screen);
      if (screen === 'create') await expect(studio.candidates).toHaveCount(3);
      if (screen === 'gallery') await studio.tiles.nth(0).click();
      if (screen === 'activity') await expect(page.getByText('a green leaf')).toBeVisible();
      await studio.expectAccessible();
    }
    await page.keyboard.press('ControlOrMeta+k');
    await studio.expectAccessible();
    await page.keyboard.press('Escape');
  }
});

test('nothing moves by itself where a person wants no motion', async ({ studio }) => {
  const { page } = studio;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const screen of screens) {
    await studio.open(screen);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => {
          const effect = animation.effect as KeyframeEffect | null;
          return effect
            ?.getKeyframes()
            .some((frame) => 'transform' in frame || 'translate' in frame);
        })
        .map((animation) => animation.id),
    );
    expect(moving, screen).toEqual([]);
  }
});

test('nothing from elsewhere is loaded, opened or gone to', async ({ page, host }) => {
  const answered: string[] = [];
  page.on('response', (response) => answered.push(response.url()));
  await page.goto(host.address);
  const { origin } = new URL(page.url());
  const outcome = await page.evaluate(async () => {
    const isRefused = await fetch('https://example.com/').then(
      () => false,
      () => true,
    );
    const image = new Image();
    const isImageRefused = await new Promise<boolean>((resolve) => {
      image.onload = () => resolve(false);
      image.onerror = () => resolve(true);
      image.src = 'https://example.com/picture.png';
    });
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.body.append(script);
    return { isRefused, isImageRefused, wasRun: 'wasRun' in window };
  });
  expect(outcome).toEqual({ isRefused: true, isImageRefused: true, wasRun: false });
  expect(answered.filter((url) => !url.startsWith(origin) && !url.startsWith('ws:'))).toEqual([]);
});

test('language switches live, on screen and in the page itself', async ({ studio }) => {
  const { page } = studio;
  await studio.open('settings');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('zh-CN');
  await expect(page.getByRole('heading', { name: '外观' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.reload();
  await expect(page.getByRole('heading', { name: '外观' })).toBeVisible();
  await page.getByRole('combobox', { name: '语言' }).selectOption('en');
  await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible();
});

test('theme switches live and is there before the first paint of the next visit', async ({
  studio,
}) => {
  const { page } = studio;
  await page.emulateMedia({ colorScheme: 'light' });
  await studio.open('settings');
  await page.getByText('Dark', { exact: true }).click();
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(20, 20, 20)');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByText('System', { exact: true }).click();
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(222, 222, 222)');
});

test('the queue can be paused, reordered and taken up again', async ({ studio }) => {
  const { page } = studio;
  await studio.open('activity');
  await page.getByRole('button', { name: 'Pause the queue' }).click();
  await expect(page.getByText('The queue is paused.')).toBeVisible();
  await studio.open('create');
  for (const prompt of ['first in line', 'second in line']) {
    await studio.write(prompt);
    await studio.setCount(1);
    await page.getByRole('button', { name: /^Generate/ }).click();
    await expect(
      page.getByRole('button', { name: new RegExp(`${prompt}, waiting`) }),
    ).toBeVisible();
  }
  await studio.open('activity');
  const waiting = page.getByRole('region', { name: 'Waiting' }).getByRole('article');
  await expect(waiting).toHaveText([/first/, /second/]);
  await waiting.nth(1).getByRole('button', { name: 'Move up' }).click();
  await expect(waiting).toHaveText([/second/, /first/]);
  await waiting.nth(1).getByRole('button', { name: 'Cancel' }).click();
  await expect(waiting).toHaveCount(1);
  await page.getByRole('button', { name: 'Resume the queue' }).click();
  const finished = page.getByRole('region', { name: 'Finished' }).getByRole('article');
  await expect(finished.filter({ hasText: 'second in line' })).toContainText('done', {
    timeout: 60_000,
  });
});

test('this machine is described and can be checked', async ({ studio }) => {
  const { page } = studio;
  await studio.open('settings');
  await expect(page.getByText(/ONNX Runtime \d/)).toBeVisible();
  await page.getByRole('button', { name: 'Check this machine' }).click();
  await expect(page.getByText('In order:').first()).toBeAttached({ timeout: 60_000 });
  await studio.expectAccessible();
});
