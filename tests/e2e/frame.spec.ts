/** What stands around the screens: commands by name, keys, models, the queue by keyboard. */
import { expect, test } from './studio-test.ts';

test.use({ library: 'frame' });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

test('the palette finds a command by a few letters, in either language, and runs it', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open();
  await page.keyboard.press('ControlOrMeta+k');
  const field = page.getByRole('combobox', { name: 'What would you like to do?' });
  await expect(field).toBeFocused();
  await field.fill('图库');
  const marked = page.getByRole('dialog').getByRole('option', { selected: true });
  await expect(marked).toContainText('Gallery');
  await page.keyboard.press('Enter');
  await expect(page.locator('nav a.gallery')).toHaveAttribute('aria-current', 'page');

  await page.getByRole('button', { name: /Search or run a command/ }).click();
  await expect(page.getByRole('group', { name: 'Used lately' })).toContainText('Gallery');
  await field.fill('no such thing');
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('no such thing');
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
});

test('focus goes back to where it was when the palette closes', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.prompt.focus();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await expect(studio.prompt).toBeFocused();
});

test('the sheet lists every key, and a question mark typed in a prompt stays one', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open();
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await studio.write('what');
  await page.keyboard.press('End');
  await page.keyboard.press('?');
  await expect(studio.prompt).toHaveText('what?');
  await expect(sheet).toBeHidden();
  await page.getByRole('link', { name: 'Models' }).focus();
  await page.keyboard.press('?');
  for (const name of ['Generate', 'Keep', 'Models', 'Move up']) {
    await expect(sheet.getByRole('term').filter({ hasText: name }).first()).toBeVisible();
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+6');
  await expect(page.locator('nav a.activity')).toHaveAttribute('aria-current', 'page');
});

test('the models screen says what is installed and verifies its files', async ({ studio }) => {
  const { page } = studio;
  await studio.open('models');
  await expect(page.getByRole('heading', { name: 'Spark', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Model card' })).toContainText('Parts');
  await page.getByRole('button', { name: 'Verify files' }).click();
  await expect(page.getByText(/files are exactly as published/)).toBeVisible({ timeout: 30_000 });
});

test('the queue is reordered by keys and by dragging', async ({ studio }) => {
  const { page } = studio;
  await studio.open('activity');
  await page.getByRole('button', { name: 'Pause the queue' }).click();
  await studio.open('create');
  await studio.setCount(1);
  for (const prompt of ['one', 'two', 'three']) {
    await studio.write(prompt);
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(page.getByRole('button', { name: `${prompt}, waiting` })).toBeVisible();
  }
  await studio.open('activity');
  const rows = page.getByRole('region', { name: 'Waiting' }).getByRole('article');
  await expect(rows).toHaveText([/one/, /two/, /three/]);
  await rows.nth(2).getByRole('button', { name: 'Show' }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(rows).toHaveText([/one/, /three/, /two/]);
  await expect(page.getByTestId('announcement')).toHaveText('Now at place 2 of 3');
  await rows.nth(0).dragTo(rows.nth(2));
  await expect(rows).toHaveText([/three/, /two/, /one/]);
});
