/** From a file of a community site to the page where one draws with it, by keyboard. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSd1 } from '#tests/support/small-checkpoint.ts';
import { expect, test } from './studio-test.ts';

test.use({ library: 'add-model', hasLocalFiles: true });

const folder = mkdtempSync(join(tmpdir(), 'easel-downloads-'));
test.afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a file is added by its path, and can be drawn with at once', async ({ studio }) => {
  const { page } = studio;
  const file = join(folder, 'cuteMix_v30 (1).safetensors');
  writeSd1(file);
  // Create has its list of checkpoints before the file comes.
  await studio.open('create');
  await expect(page.getByRole('combobox', { name: 'Checkpoint' })).not.toHaveValue('');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('add a model');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: /a path/ })).toBeFocused();
  // As file managers copy it.
  await page.keyboard.type(`"${file}"`);
  await page.keyboard.press('Enter');
  const draw = page.getByRole('button', { name: 'Draw with it' });
  await expect(draw).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('listitem').filter({ has: draw })).toContainText(
    /SD 1.*no licence is named/s,
  );
  await studio.expectAccessible();
  await draw.focus();
  await page.keyboard.press('Enter');
  await expect(studio.prompt).toBeFocused();
  await expect(page.getByRole('combobox', { name: 'Checkpoint' })).toHaveValue(/cutemix/i);
  await page.keyboard.press('Alt+5');
  await page.getByRole('button', { name: /cuteMix.* SD 1/ }).click();
  await expect(page.getByRole('button', { name: 'Draw with it' })).toBeVisible();
});
