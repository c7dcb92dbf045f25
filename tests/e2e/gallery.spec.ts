/** The gallery over a real library: what was made is there, live, and can be sorted out. */
import { readFile } from 'node:fs/promises';
import type { Download } from '@playwright/test';
import sharp from 'sharp';
import { expect, test, type StudioPage } from './studio-test.ts';

test.use({ library: 'gallery' });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

test('shows what was made, and words narrow it down', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.generate('a yellow star', 3);
  await studio.open('gallery');
  const star = studio.tiles.and(page.getByRole('button', { name: /a yellow star/ }));
  await expect(star).toHaveCount(3);
  const search = page.getByRole('combobox', { name: /Search/ });
  await search.fill('yellow');
  await expect(studio.tiles).toHaveCount(3);
  await search.fill('no such words');
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
  await page.getByRole('button', { name: 'Add to board…' }).click();
  await page.getByRole('menuitem', { name: 'Stars' }).click();
  const board = page.getByRole('navigation', { name: 'Places' }).getByRole('button', {
    name: /^(?:Stars|Suns)/,
  });
  await expect(board).toHaveAccessibleName('Stars 2');
  await board.click();
  await expect(studio.tiles).toHaveCount(2);
  await page.getByRole('button', { name: 'All pictures' }).click();
  await expect(studio.tiles).toHaveCount(3);
  // The third one is dragged onto it, and what it holds is told at once.
  await studio.tiles.nth(2).dragTo(board);
  await expect(board).toHaveAccessibleName('Stars 3');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(board).toHaveAccessibleName('Stars 2');
  await board.press('F2');
  await page.keyboard.type('Suns');
  await page.keyboard.press('Enter');
  await expect(board).toBeFocused();
  await expect(board).toHaveAccessibleName('Suns 2');
  await board.press('Delete');
  await expect(board).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(board).toHaveAccessibleName('Suns 2');
  await page.keyboard.press('ControlOrMeta+y');
  await expect(board).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(board).toHaveAccessibleName('Suns 2');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(board).toHaveAccessibleName('Stars 2');
  await page.getByRole('button', { name: 'Three stars and up' }).click();
  await expect(studio.tiles).toHaveCount(2);
});

test('filters become tokens, by keys alone, and say what is wrong with them', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open('gallery');
  const search = page.getByRole('combobox', { name: /Search/ });
  const tokens = page.getByRole('search').getByRole('listitem');
  await search.focus();
  await page.keyboard.type('board:sta');
  await expect(page.getByRole('option', { name: /Stars/ })).toBeVisible();
  await studio.expectAccessible();
  await page.keyboard.press('Enter');
  await expect(tokens).toHaveText(['board: Stars']);
  await expect(studio.tiles).toHaveCount(2);
  await page.keyboard.type('评分:9 ');
  await expect(page.getByText('“9” is no rating.')).toBeVisible();
  await expect(studio.tiles).toHaveCount(2);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(search).toHaveValue('rating:9');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('5 -tag:x ');
  await expect(tokens).toHaveText(['board: Stars', 'rating: 5', 'not tag: x']);
  await expect(studio.tiles).toHaveCount(2);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await expect(tokens).toHaveCount(0);
  await expect(studio.tiles).toHaveCount(3);
});

test('a search is saved, found again after a reload, renamed, removed and brought back', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open('gallery');
  await page.getByRole('combobox', { name: /Search/ }).fill('board:Stars rating:>=4 ');
  await expect(studio.tiles).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+s');
  const name = page.getByRole('textbox', { name: 'Name of the search' });
  await expect(name).toHaveValue('Stars, ≥ 4');
  await name.fill('Best stars');
  await page.keyboard.press('Enter');
  const places = page.getByRole('navigation', { name: 'Places' });
  const saved = places.getByRole('button', { name: /^Best stars/ });
  await expect(saved).toHaveAttribute('aria-current', 'true');
  await page.reload();
  await expect(saved).toContainText('2');
  await expect(studio.tiles).toHaveCount(3);
  await saved.click();
  await expect(studio.tiles).toHaveCount(2);
  await expect(page.getByRole('search').getByRole('listitem')).toHaveText([
    'board: Stars',
    'rating: ≥ 4',
  ]);
  await saved.press('F2');
  await name.fill('Bright stars');
  await page.keyboard.press('Enter');
  const renamed = places.getByRole('button', { name: /^Bright stars/ });
  await renamed.press('Delete');
  await expect(renamed).toBeHidden();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(renamed).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(saved).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(saved.or(renamed)).toBeHidden();
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

async function exportFirst(studio: StudioPage, choose?: () => Promise<void>): Promise<Download> {
  const { page } = studio;
  await studio.open('gallery');
  await studio.tiles.nth(0).click();
  await page.getByRole('button', { name: 'Export 1' }).click();
  await choose?.();
  const waiting = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Download' }).click();
  const download = await waiting;
  await expect(page.getByRole('dialog')).toBeHidden();
  return download;
}

test('an export hands over the file with what made it', async ({ studio }) => {
  const download = await exportFirst(studio);
  expect(download.suggestedFilename()).toMatch(/a-yellow-star-\d+\.png$/);
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.includes('a yellow star')).toBe(true);
});

test('an export as JPEG, smaller and with a name of one’s own', async ({ studio }) => {
  const { page } = studio;
  const dialog = page.getByRole('dialog');
  const download = await exportFirst(studio, async () => {
    await dialog.getByText('JPEG').click();
    await dialog.getByText('256 px').click();
    const names = dialog.getByRole('textbox', { name: 'Names' });
    await names.fill('{nothing}');
    await expect(dialog.getByRole('alert')).toBeVisible();
    await names.fill('poster-{n}');
    await expect(dialog.getByRole('listitem').first()).toHaveText(/^poster-.*\.jpg$/);
  });
  expect(download.suggestedFilename()).toMatch(/^poster-.*\.jpg$/);
  const picture = await sharp(await download.path()).metadata();
  expect(picture).toMatchObject({ format: 'jpeg', width: 256 });
});

test('an export leaves prompt and settings behind when the settings say so', async ({ studio }) => {
  const { page } = studio;
  await studio.open('settings');
  await page.getByRole('checkbox', { name: 'Exports carry prompt and settings' }).uncheck();
  const download = await exportFirst(studio, async () => {
    await expect(page.getByText(/Carries no text/)).toBeVisible();
  });
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.includes('a yellow star')).toBe(false);
  await studio.open('settings');
  await page.getByRole('checkbox', { name: 'Exports carry prompt and settings' }).check();
});

test('what was changed is taken back and done again by keys', async ({ studio }) => {
  const { page } = studio;
  await studio.open('gallery');
  const tile = studio.tiles.nth(0);
  await expect(tile).not.toHaveAccessibleName('Picture without a prompt');
  const before = (await tile.getAttribute('aria-label')) ?? '';
  await tile.focus();
  await page.keyboard.press('2');
  await expect(tile).toHaveAccessibleName(/2 stars/);
  await page.keyboard.press('3');
  await expect(tile).toHaveAccessibleName(/3 stars/);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(tile).toHaveAccessibleName(/2 stars/);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(tile).toHaveAccessibleName(before);
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(tile).toHaveAccessibleName(/2 stars/);
  const count = await studio.tiles.count();
  await page.keyboard.press('Delete');
  await expect(studio.tiles).toHaveCount(count - 1);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(studio.tiles).toHaveCount(count);
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
  await page.keyboard.press('ControlOrMeta+1');
  await expect(viewer.getByRole('button', { name: /^100 %/ })).toBeVisible();
  await page.keyboard.press('+');
  await expect(viewer.getByRole('button', { name: /^125 %/ })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+0');
  await page.keyboard.press('2');
  await page.keyboard.press('t');
  await page.keyboard.type('sticker');
  await page.keyboard.press('Enter');
  const remove = viewer.getByRole('button', { name: 'Remove the tag sticker' });
  await expect(remove).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(remove).toBeHidden();
  await page.keyboard.press('ArrowRight');
  await expect(viewer.getByText('2 of ')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(studio.tiles.nth(0)).toHaveAccessibleName(/2 stars/);
  await expect(studio.tiles.nth(1)).toBeFocused();
});

test('a picture finds its like, one dropped on the search as well, and lends its settings', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open('gallery');
  await expect(studio.tiles.first()).toBeVisible();
  const count = await studio.tiles.count();
  const tokens = page.getByRole('search').getByRole('listitem');
  await studio.tiles.nth(0).click({ button: 'right' });
  const item = page.getByRole('menuitem', { name: 'Find similar' });
  await expect(item).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(item).toBeHidden();
  await expect(studio.tiles.nth(0)).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await item.click();
  await expect(tokens).toHaveText(['Similar to this picture']);
  await expect(page.getByRole('combobox', { name: 'Order' })).toHaveValue('closest');
  await expect(studio.tiles).toHaveCount(count - 1);
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#e0c030' } })
    .png()
    .toBuffer();
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'mine.png', { type: 'image/png' }));
    return data;
  }, png.toString('base64'));
  await page.dispatchEvent('[role=search]', 'drop', { dataTransfer: transfer });
  await expect(tokens.locator('img')).toHaveAttribute('src', /^blob:/);
  await expect(studio.tiles).toHaveCount(count);
  await studio.tiles.nth(0).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Use these settings' }).click();
  await expect(page.getByTestId('recall')).toContainText('taken over from a picture by Easel');
  await expect(studio.prompt).toHaveText('a yellow star');
});

test('dropped files come into the library, bad ones are named, and undo takes them out', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open('gallery');
  await expect(studio.tiles.first()).toBeVisible();
  const count = await studio.tiles.count();
  const png = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#c04080' } })
    .png()
    .toBuffer();
  const transfer = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'mine.png', { type: 'image/png' }));
    data.items.add(new File(['no picture'], 'notes.png', { type: 'image/png' }));
    return data;
  }, png.toString('base64'));
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await expect(page.getByText('Drop pictures or a folder to import them')).toBeVisible();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await expect(studio.tiles).toHaveCount(count + 1);
  const problems = page.getByRole('region', { name: 'Import' });
  await expect(problems).toContainText('notes.png');
  await expect(studio.tiles.first()).toHaveAccessibleName('mine.png');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(studio.tiles).toHaveCount(count);
  // One file alone may hand over how it was made instead.
  const fox = await readFile(new URL('../fixtures/recall/a1111.jpg', import.meta.url), 'base64');
  const single = await page.evaluateHandle((base64) => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    data.items.add(new File([bytes], 'fox.jpg', { type: 'image/jpeg' }));
    return data;
  }, fox);
  await page.dispatchEvent('main', 'dragover', { dataTransfer: single });
  const zone = page.getByText('Use its prompt and settings');
  await zone.dispatchEvent('drop', { dataTransfer: single });
  await expect(page.getByTestId('recall')).toContainText('AUTOMATIC1111');
  await studio.open('gallery');
  await expect(studio.tiles).toHaveCount(count);
});
