/** A folder is looked at, put in order and learned from, and what was learned is tried. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator } from '@playwright/test';
import { writeInventedFigures } from '#tests/support/invented-figures.ts';
import { writeStripedPictures } from '#tests/support/striped-pictures.ts';
import { expect, GENERATION_MS, test } from './studio-test.ts';
import { tabTo } from './tab-to.ts';

const tiny = fileURLToPath(new URL('../fixtures/models/tiny-spark', import.meta.url));

test.use({ library: 'train', checkpoints: [tiny], hasLocalFiles: true });
test.describe.configure({ mode: 'serial', timeout: 300_000 });

let folder: string;
let figures: string;
test.beforeAll(async () => {
  figures = await mkdtemp(join(tmpdir(), 'easel-figures-'));
  await writeInventedFigures(figures, 3, 4);
  folder = await mkdtemp(join(tmpdir(), 'easel-striped-'));
  await writeStripedPictures(folder, 6);
  await rm(join(folder, 'apple.txt'));
  await writeFile(join(folder, 'broken.png'), 'no picture');
});
test.afterAll(() =>
  Promise.all([folder, figures].map((path) => rm(path, { recursive: true, force: true }))),
);

test('from a folder to an adapter that is tried, by keys alone', async ({ studio }) => {
  const { page } = studio;
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const step = (name: string): Locator => page.getByRole('region', { name, exact: true });
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  await studio.open('train');
  await tabTo(page, button('Teach something new'));
  await press('Enter');
  await expect(step('Folder')).toBeFocused();
  const path = page.getByRole('textbox', { name: 'Path of a folder on this machine' });
  await tabTo(page, path);
  await page.keyboard.type(join(folder, 'nowhere'));
  await press('Enter');
  await expect(page.getByRole('alert')).toContainText('nowhere');
  await expect(path).toBeFocused();
  await studio.expectAccessibleInBothThemes();
  await press('ControlOrMeta+a');
  await page.keyboard.type(folder);
  await press('Enter');

  // Review (the first look starts the engine): one has no words, one cannot be opened; a caption is written and taken back.
  const grid = page.getByRole('list', { name: 'Pictures to learn from' });
  await expect(grid.getByRole('listitem')).toHaveCount(7, { timeout: GENERATION_MS });
  await expect(step('Review')).toBeFocused();
  await expect(page.getByText('1 picture cannot be opened')).toBeVisible();
  const first = grid.locator('[data-index="0"]');
  await expect(first).toHaveAccessibleName('apple.png, no caption');
  await tabTo(page, first);
  await press('Enter');
  await page.keyboard.type('a striped apple');
  await press('Enter');
  await expect(first).toHaveAccessibleName('apple.png, a striped apple');
  await expect(grid.locator('[data-index="1"]')).toBeFocused();
  await press('ControlOrMeta+z');
  await expect(first).toHaveAccessibleName('apple.png, no caption');
  await tabTo(page, button('Propose captions').last());
  await press('Enter');
  await expect(first).toHaveAccessibleName(/apple\.png, .*apple/, { timeout: GENERATION_MS });
  // What was dealt with has gone, and the focus has not gone with it.
  await expect(step('What was found')).toBeFocused();
  await studio.expectAccessibleInBothThemes();

  // Recipe: few steps of a tiny checkpoint. What was chosen is there after a reload.
  await tabTo(page, button('Next: recipe'), 'Shift+Tab');
  await press('Enter');
  await expect(step('Recipe')).toBeFocused();
  await tabTo(page, page.getByRole('textbox', { name: 'Name', exact: true }));
  await press('ControlOrMeta+a');
  await page.keyboard.type('Stripes');
  await press('Tab');
  await page.keyboard.type('strypy');
  await press('Tab');
  await press('Space');
  const checkpoint = page.getByRole('combobox', { name: 'Checkpoint' });
  await tabTo(page, checkpoint);
  await press('End');
  await expect(checkpoint).toHaveValue('tiny-spark');
  await tabTo(page, page.getByRole('spinbutton', { name: 'Steps' }));
  await press('ControlOrMeta+a');
  await page.keyboard.type('10');
  await tabTo(page, page.getByRole('slider', { name: 'Preservation' }));
  await press('Home');
  await tabTo(page, page.getByRole('textbox', { name: /Sample prompts/ }));
  await press('ControlOrMeta+a');
  await page.keyboard.type('strypy apple');
  await press('Tab');
  await studio.expectAccessibleInBothThemes();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Trigger word' })).toHaveValue('strypy');
  const start = button('Start training');
  await expect(start).toBeEnabled();
  await tabTo(page, start);
  await press('Enter');

  // Train: the button that pauses it is the one that lets it go on.
  await expect(step('Train')).toBeFocused();
  await tabTo(page, button('Pause'));
  await press('Space');
  await expect(button('Go on')).toBeFocused();
  await expect(page.getByRole('figure', { name: 'Loss' })).toBeVisible();
  await studio.expectAccessibleInBothThemes();
  await press('Enter');
  await expect(page.getByRole('link', { name: /^Training/ })).toBeVisible();

  // Result: what was learned has a name, leaves as a file, and Create has a prompt that calls it up.
  const result = button('See result').first();
  await expect(result).toBeEnabled({ timeout: 120_000 });
  await tabTo(page, result, 'Shift+Tab');
  await press('Enter');
  await expect(step('Result')).toBeFocused();
  await expect(step('What was learned')).toBeVisible();
  await studio.expectAccessibleInBothThemes();
  await tabTo(page, page.getByRole('textbox', { name: 'Name of the adapter' }));
  await press('Enter');
  await expect(button('Try now')).toBeVisible();
  const saving = page.waitForEvent('download');
  await tabTo(page, button('Export as a file'), 'Shift+Tab');
  await press('Enter');
  expect((await saving).suggestedFilename()).toBe('Stripes.safetensors');
  await tabTo(page, button('Try now'), 'Shift+Tab');
  await press('Enter');
  await expect(studio.prompt).toContainText('strypy');
  await expect(studio.prompt).toContainText('<lora:Stripes:1>');
  await expect(page.getByRole('combobox', { name: 'Checkpoint' })).toHaveValue('tiny-spark');

  // Forgotten, nothing of it is left.
  await studio.open('train');
  await tabTo(page, button('Forget'));
  await press('Enter');
  await tabTo(page, button('Forget for good'));
  await press('Enter');
  await expect(page.getByText(/they never leave this machine/)).toBeVisible();
  await expect(page.locator('main *:focus')).toHaveCount(1);
});

test('from captions to words that the ranking uses, by keys', async ({ studio }) => {
  const { page } = studio;
  // A CLIP of a few numbers, so that this takes no time.
  await studio.open('settings');
  await page.getByRole('combobox', { name: 'Ranking and search' }).selectOption('tiny-spark');
  await studio.open('train');
  await page.getByRole('button', { name: 'Teach something new' }).press('Enter');
  const path = page.getByRole('textbox', { name: 'Path of a folder on this machine' });
  await path.fill(figures);
  await path.press('Enter');
  const next = page.getByRole('button', { name: 'Next: recipe' });
  await expect(next).toBeEnabled({ timeout: GENERATION_MS });
  await next.press('Enter');
  await page.getByRole('radio', { name: /A style/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: /Words/ })).toBeChecked();
  await expect(page.getByRole('textbox', { name: 'Trigger word' })).toBeHidden();
  await page.getByText('Advanced').click();
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('8');
  await page.keyboard.press('Tab');
  await page.getByRole('radio', { name: 'Triplet' }).press('Space');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Figures');
  await studio.expectAccessible();
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled();
  await start.press('Enter');

  const readings = page.getByRole('region', { name: 'Held-out pictures' });
  await expect(readings.getByRole('row').nth(1)).toContainText('zorbel', { timeout: 120_000 });
  await studio.expectAccessible();
  const result = page.getByRole('button', { name: 'See result' }).first();
  await expect(result).toBeEnabled({ timeout: 120_000 });
  await result.press('Enter');
  await expect(page.getByRole('cell', { name: /%/ }).first()).toBeVisible();
  await studio.expectAccessible();
  await page.getByRole('button', { name: 'Save as adapter' }).press('Enter');
  await page.getByRole('button', { name: 'Use for ranking' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Stop using it for ranking' })).toBeVisible();
  await studio.open('settings');
  const taught = page.getByRole('combobox', { name: 'Words taught to it' });
  await expect(taught).toHaveValue('Figures');
  await studio.expectAccessible();
  await taught.selectOption('');
  await expect(taught).toHaveValue('');
});
