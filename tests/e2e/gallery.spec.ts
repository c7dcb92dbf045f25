/** The gallery over a real library: what was made is there, live, and can be sorted out. */
import { readFile } from 'node:fs/promises';
import { expect, test } from './studio-test.ts';

test.use({ library: 'gallery' });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

test('shows what was made, and words narrow it down', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.generate('a yellow star', 3);
  await studio.open('gallery');
  const star = studio.tiles.and(page.getByRole('button', { name: /a yellow star/ }));
  await expect(star).toHaveCount(3);
  await page.getByRole('searchbox').fill('yellow');
  await expect(studio.tiles).toHaveCount(3);
  await page.getByRole('searchbox').fill('no such words');
  await expect(page.getByText('Nothing matches.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all pictures' }).click();
  await expect(star).toHaveCount(3);
});

test('ratings, boards and tags go to the whole selection', async ({ studio }) => {
  const { page } = studio;
  await studio.open('gallery');
  await studio.tiles.nth(0).click();
  await studio.tiles.nth(1).click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByText('2 selected')).toBeVisible();
  await studio.tiles.nth(1).focus();
  await page.keyboard.press('5');
  await expect(studio.tiles.nth(0)).toHaveAccessibleName(/5 stars/);
  await expect(studio.tiles.nth(1)).toHaveAccessibleName(/5 stars/);

  await page.getByRole('button', { name: 'New board' }).click();
  await page.getByRole('textbox', { name: 'Name of the board' }).fill('Stars');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Add to board' }).selectOption({ label: 'Stars' });
  await page.getByRole('button', { name: /^Stars/ }).click();
  await expect(studio.tiles).toHaveCount(2);
  await page.getByRole('button', { name: 'All pictures' }).click();
  await expect(studio.tiles).toHaveCount(3);
  await page.getByRole('button', { name: 'Three stars and up' }).click();
  await expect(studio.tiles).toHaveCount(2);
});

test('the trash gives back what it took', async ({ studio }) => {
  const { page } = studio;
  await studio.open('gallery');
  await expect(studio.tiles.nth(0)).toBeVisible();
  const before = await studio.tiles.count();
  await studio.tiles.nth(0).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Trash' }).click();
  await expect(studio.tiles).toHaveCount(before - 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(studio.tiles).toHaveCount(before);

  await studio.tiles.nth(0).focus();
  await page.keyboard.press('Delete');
  await expect(studio.tiles).toHaveCount(before - 1);
  await page
    .getByRole('navigation', { name: 'Places' })
    .getByRole('button', { name: 'Trash' })
    .click();
  await expect(studio.tiles).toHaveCount(1);
  await page.getByRole('button', { name: 'Empty the trash' }).click();
  await page.getByRole('button', { name: 'Delete 1 picture for good' }).click();
  await expect(page.getByText('The trash is empty.')).toBeVisible();
});

test('an export hands over the original file', async ({ studio }) => {
  const { page } = studio;
  await studio.open('gallery');
  await studio.tiles.nth(0).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export 1' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^a-yellow-star-\d+\.png$/);
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.includes('a yellow star')).toBe(true);
});

test('an export leaves prompt and settings behind when the settings say so', async ({ studio }) => {
  const { page } = studio;
  await studio.open('settings');
  await page.getByRole('checkbox', { name: 'Exports carry prompt and settings' }).uncheck();
  await studio.open('gallery');
  await studio.tiles.nth(0).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export 1' }).click();
  const bytes = await readFile(await (await waiting).path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.includes('a yellow star')).toBe(false);
  await studio.open('settings');
  await page.getByRole('checkbox', { name: 'Exports carry prompt and settings' }).check();
});

test('arrow keys walk over the pictures', async ({ studio }) => {
  await studio.open('gallery');
  await studio.tiles.nth(0).focus();
  await studio.page.keyboard.press('ArrowRight');
  await expect(studio.tiles.nth(1)).toBeFocused();
  await studio.page.keyboard.press('Space');
  await expect(studio.tiles.nth(1)).toHaveAttribute('aria-pressed', 'true');
});

test('Enter shows a picture large, and keys work on it there', async ({ studio }) => {
  const { page } = studio;
  await studio.open('gallery');
  await studio.tiles.nth(0).focus();
  await page.keyboard.press('Enter');
  const viewer = page.getByRole('dialog');
  await expect(viewer.getByRole('img')).toBeVisible();
  await studio.expectAccessible();
  await page.keyboard.press('2');
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(studio.tiles.nth(0)).toHaveAccessibleName(/2 stars/);
  await expect(studio.tiles.nth(0)).toBeFocused();
});
