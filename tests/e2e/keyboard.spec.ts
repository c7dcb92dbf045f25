/** The main path of every screen with the hands on the keys: no mouse, no focus by script. */
import { expect, test } from './studio-test.ts';
import { tabTo } from './tab-to.ts';

test.use({ library: 'keyboard' });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

test('Create: write, generate, walk, rate, keep, explain, export', async ({ studio }) => {
  const { page } = studio;
  await studio.open('create');
  await tabTo(page, studio.prompt);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('a yellow star');
  await tabTo(page, page.getByRole('spinbutton', { name: 'Candidates' }));
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('3');
  await page.keyboard.press('ControlOrMeta+Enter');
  await studio.waitForRanked(3);

  const [first, second] = [studio.candidates.nth(0), studio.candidates.nth(1)];
  await tabTo(page, first.locator('button.picture'));
  await page.keyboard.press('ArrowRight');
  await expect(second.locator('button.picture')).toBeFocused();
  await page.keyboard.press('5');
  await expect(second).toHaveAccessibleName(/5 stars/);
  await page.keyboard.press('k');
  await expect(second.getByRole('button', { name: 'No longer keep' })).toBeAttached();
  await page.keyboard.press('d');
  const dialog = page.getByRole('dialog', { name: 'Export 1 picture' });
  await expect(dialog).toBeVisible();
  const saving = page.waitForEvent('download');
  await tabTo(page, dialog.getByRole('button', { name: 'Download' }));
  await page.keyboard.press('Enter');
  expect((await saving).suggestedFilename()).toMatch(/a-yellow-star.*\.png$/);
});

test('Gallery: find, mark several, rate, look at one large', async ({ studio }) => {
  const { page } = studio;
  await studio.open('gallery');
  await expect(studio.tiles).toHaveCount(3);
  await tabTo(page, page.getByRole('searchbox').or(page.getByRole('combobox', { name: /Search/ })));
  await page.keyboard.type('yellow');
  await expect(studio.tiles).toHaveCount(3);
  await tabTo(page, studio.tiles.first());
  // One stop for all tiles: beyond it there is something else.
  await page.keyboard.press('Tab');
  await expect(studio.tiles.nth(1)).not.toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.keyboard.press('4');
  await expect(page.getByRole('button', { name: /yellow star, 4 stars/ })).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('d');
  await expect(page.getByRole('dialog', { name: 'Export 1 picture' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('Models: choose one and verify its files', async ({ studio }) => {
  const { page } = studio;
  await studio.open('models');
  await tabTo(page, page.getByRole('button', { name: 'Verify files' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(/files are exactly as published/)).toBeVisible({ timeout: 30_000 });
});

test('Activity: pause, reorder, cancel, resume', async ({ studio }) => {
  const { page } = studio;
  await studio.open('activity');
  await tabTo(page, page.getByRole('button', { name: 'Pause the queue' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('The queue is paused.')).toBeVisible();
  await page.keyboard.press('Alt+1');
  await tabTo(page, studio.prompt);
  for (const prompt of ['first', 'second']) {
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(prompt);
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(
      page.getByRole('button', { name: new RegExp(`^${prompt}, waiting`) }),
    ).toBeVisible();
  }
  await page.keyboard.press('Alt+6');
  const waiting = page.getByRole('region', { name: 'Waiting' }).getByRole('article');
  await expect(waiting).toHaveText([/first/, /second/]);
  await tabTo(page, waiting.nth(1).getByRole('button', { name: 'Cancel' }));
  await page.keyboard.press('Alt+ArrowUp');
  await expect(waiting).toHaveText([/second/, /first/]);
  for (const left of [1, 0]) {
    await tabTo(page, waiting.first().getByRole('button', { name: 'Cancel' }));
    await page.keyboard.press('Enter');
    await expect(waiting).toHaveCount(left);
  }
  await tabTo(page, page.getByRole('button', { name: 'Resume the queue' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('The queue is paused.')).toBeHidden();
});

test('Settings: another theme, another language, and back', async ({ studio }) => {
  const { page } = studio;
  await studio.open('settings');
  await tabTo(page, page.getByRole('radio', { name: 'System' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('html')).toHaveAttribute('data-theme', /light|dark/);
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', /light|dark/);
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('combobox', { name: 'Language' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('combobox', { name: '语言' })).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});
