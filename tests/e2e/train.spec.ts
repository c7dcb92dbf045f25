/** A folder is looked at, put in order and learned from, and what was learned is tried. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeInventedFigures } from '#tests/support/invented-figures.ts';
import { writeStripedPictures } from '#tests/support/striped-pictures.ts';
import { expect, GENERATION_MS, test } from './studio-test.ts';

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

test('from a folder to an adapter that is tried, by keys', async ({ studio }) => {
  const { page } = studio;
  await studio.open('train');
  await page.getByRole('button', { name: 'Teach something new' }).press('Enter');
  const path = page.getByRole('textbox', { name: 'Path of a folder on this machine' });
  await path.fill(join(folder, 'nowhere'));
  await path.press('Enter');
  await expect(page.getByRole('alert')).toContainText('nowhere');
  await path.fill(folder);
  await path.press('Enter');

  // Review (the first look starts the engine): one has no words, one cannot be opened; a caption is written and taken back.
  const grid = page.getByRole('list', { name: 'Pictures to learn from' });
  await expect(grid.getByRole('listitem')).toHaveCount(7, { timeout: GENERATION_MS });
  await expect(page.getByText('1 picture cannot be opened')).toBeVisible();
  const first = grid.locator('[data-index="0"]');
  await expect(first).toHaveAccessibleName('apple.png, no caption');
  await first.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('a striped apple');
  await page.keyboard.press('Enter');
  await expect(first).toHaveAccessibleName('apple.png, a striped apple');
  await expect(grid.locator('[data-index="1"]')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(first).toHaveAccessibleName('apple.png, no caption');
  await page.getByRole('button', { name: 'Propose captions' }).last().press('Enter');
  await expect(first).toHaveAccessibleName(/apple\.png, .*apple/, { timeout: GENERATION_MS });
  await studio.expectAccessible();

  // Recipe: few steps of a tiny checkpoint. What was chosen is there after a reload.
  await page.getByRole('button', { name: 'Next: recipe' }).press('Enter');
  await page.getByText('Advanced').click();
  await page.getByRole('combobox', { name: 'Checkpoint' }).selectOption('tiny-spark');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Stripes');
  await page.getByRole('textbox', { name: 'Trigger word' }).fill('strypy');
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('10');
  await page.getByRole('slider', { name: 'Preservation' }).press('Home');
  await page.getByRole('textbox', { name: /Sample prompts/ }).fill('strypy apple');
  await page.keyboard.press('Tab');
  await studio.expectAccessible();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Trigger word' })).toHaveValue('strypy');
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled();
  await start.press('Enter');

  // Train and Result: what was learned has a name, and Create a prompt that calls it up.
  await expect(page.getByRole('figure', { name: 'Loss' })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Training/ })).toBeVisible();
  await studio.expectAccessible();
  const result = page.getByRole('button', { name: 'See result' }).first();
  await expect(result).toBeEnabled({ timeout: 120_000 });
  await result.press('Enter');
  await expect(page.getByRole('region', { name: 'What was learned', exact: true })).toBeVisible();
  await studio.expectAccessible();
  await page.getByRole('button', { name: 'Save as adapter' }).press('Enter');
  await page.getByRole('button', { name: 'Try now' }).press('Enter');
  await expect(studio.prompt).toContainText('strypy');
  await expect(studio.prompt).toContainText('<lora:Stripes:1>');
  await expect(page.getByRole('combobox', { name: 'Checkpoint' })).toHaveValue('tiny-spark');

  // Forgotten, nothing of it is left.
  await studio.open('train');
  await page.getByRole('button', { name: 'Forget', exact: true }).press('Enter');
  await page.getByRole('button', { name: 'Forget for good' }).press('Enter');
  await expect(page.getByText(/they never leave this machine/)).toBeVisible();
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
