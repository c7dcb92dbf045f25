/** A run under way, for the documentation: a real one, looked at when most of it is done. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeStripedPictures } from '#tests/support/striped-pictures.ts';
import { expect, test } from '../studio-test.ts';

const picture = join(import.meta.dirname, '../../../resources/screenshots/train-dark.png');

test.use({
  ...{ library: 'screenshots-train', hasLocalFiles: true },
  viewport: { width: 1440, height: 900 },
});

test('a run under way', async ({ studio }) => {
  test.setTimeout(1_800_000);
  const { page } = studio;
  const folder = await mkdtemp(join(tmpdir(), 'easel-striped-'));
  await writeStripedPictures(folder);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await studio.open('train');
  await page.getByRole('button', { name: 'Teach something new' }).click();
  await page.getByRole('textbox', { name: 'Path of a folder on this machine' }).fill(folder);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Next: recipe' }).click({ timeout: 120_000 });
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Circus stripes');
  await page.getByRole('textbox', { name: 'Trigger word' }).fill('circusish');
  await page.getByText('Advanced').click();
  const samples = ['circusish heart', 'circusish mushroom', 'circusish apple'];
  await page.getByRole('textbox', { name: /Sample prompts/ }).fill(samples.join('\n'));
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Start training' }).click();
  const latest = page.getByRole('table', { name: /What each prompt became/ });
  await expect(latest.getByRole('columnheader')).toHaveCount(5, { timeout: 1_500_000 });
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: picture });
  await rm(folder, { recursive: true });
});
