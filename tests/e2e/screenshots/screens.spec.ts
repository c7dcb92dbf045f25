/** `npm run screenshots`: the pictures of the documentation, taken from the real app. */
import { join } from 'node:path';
import { expect, test } from '../studio-test.ts';

const folder = join(import.meta.dirname, '../../../resources/screenshots');
const prompts = [
  'a red apple, glossy 3d',
  'a blue car, flat',
  'a yellow star',
  'a green cactus, flat',
  'a cat face, 3d',
  'a rocket, flat',
];

test.use({ library: 'screenshots', viewport: { width: 1440, height: 900 } });

test('screens', async ({ studio }) => {
  test.setTimeout(300_000);
  const { page } = studio;
  await studio.open();
  for (const prompt of prompts.toReversed()) await studio.generate(prompt, 8);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await studio.edit(1);
  await page.getByRole('radio', { name: 'Style' }).check({ force: true });
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: 'Candidate 1' }).click({ timeout: 60_000 });
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(folder, 'edit-dark.png') });
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await studio.open('create');
    await studio.waitForRanked(8);
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(folder, `create-${colorScheme}.png`) });
    await studio.open('gallery');
    await expect(studio.tiles.nth(20)).toBeVisible();
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(folder, `gallery-${colorScheme}.png`) });
  }
});
