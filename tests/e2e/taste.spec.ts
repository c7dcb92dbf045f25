import { fileURLToPath } from 'node:url';
import { expect, GENERATION_MS, test } from './studio-test.ts';

const tiny = fileURLToPath(new URL('../fixtures/models/tiny-spark', import.meta.url));

test.use({ library: 'taste', checkpoints: [tiny] });

test('a taste is taught by keys, counts in a ranking, and is forgotten', async ({ studio }) => {
  test.setTimeout(3 * GENERATION_MS);
  const { page } = studio;
  await studio.open();
  await page.getByRole('combobox', { name: 'Checkpoint' }).selectOption('tiny-spark');
  await studio.generate('a red apple', 8);

  // 1. The palette leads there; a name begins it.
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('My taste');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Name of the profile' }).fill('mine');
  await page.keyboard.press('Enter');
  const question = page.getByRole('region', { name: 'Which do you prefer?' });
  // Spark's CLIP asks, and looks first at what another checkpoint made.
  await expect(question.locator('img')).toHaveCount(2, { timeout: GENERATION_MS });
  await studio.expectAccessibleInBothThemes();

  // 2. Arrows choose, down skips, U takes back; after ten choices it learns by itself.
  await page.locator('main').focus();
  const isReady = (): Promise<void> => expect(question.locator('[aria-busy=false]')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  for (let count = 1; count <= 10; count += 1) {
    await isReady();
    await page.keyboard.press(count % 3 === 0 ? 'ArrowRight' : 'ArrowLeft');
    await expect(question.getByText(new RegExp(`^${count} choices?$`))).toBeVisible();
  }
  await isReady();
  await page.keyboard.press('u');
  await expect(question.getByText('9 choices', { exact: true })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByText(/Learnt from 10 choices/)).toBeVisible({ timeout: GENERATION_MS });

  // 3. It counts, and the score says so.
  await page.getByRole('checkbox', { name: 'Let it count in rankings' }).check();
  await studio.open('create');
  await expect(page.getByRole('combobox', { name: 'My taste' })).toHaveValue(/^t/);
  await studio.generate('a green pear', 4);
  await expect(page.getByTestId('score-parts').getByText('Your taste')).toBeVisible();
  await expect(page.getByText(/You would choose it over an ordinary picture/)).toBeVisible();
  await studio.expectAccessible();

  // 4. Forgotten in one step, with its place in the settings.
  await page.goto(`${page.url().split('#')[0] ?? ''}#/taste`);
  await page.getByRole('button', { name: 'Forget', exact: true }).click();
  await page.getByRole('button', { name: 'Forget it' }).click();
  await expect(page.getByRole('textbox', { name: 'Name of the profile' })).toBeVisible();
  await studio.open('create');
  await expect(page.getByRole('combobox', { name: 'My taste' })).toHaveCount(0);
});
