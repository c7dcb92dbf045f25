/** Candidates beside each other, by keyboard alone and by mouse. */
import { expect, test } from './studio-test.ts';

test.use({ library: 'compare' });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

test('picked by key, compared, rated, swapped, and back where it began', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.generate('a {red|green} apple', 4);
  await studio.candidates.nth(0).locator('button.picture').focus();
  await page.keyboard.press('c');
  await expect(page.getByText('Pick one more to compare')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('c');
  await page.getByRole('toolbar').getByRole('button', { name: 'Compare' }).press('Enter');

  const region = page.getByRole('region', { name: 'Compare 2 pictures' });
  const panes = region.locator('button.pane');
  await expect(panes).toHaveCount(2);
  await expect(panes.nth(0)).toBeFocused();
  await expect(panes.nth(0)).toHaveAccessibleName(/rank 1,/);
  await page.keyboard.press('ArrowRight');
  await expect(panes.nth(0)).toHaveAccessibleName(/rank 3,/);
  await page.keyboard.press('4');
  await expect(panes.nth(0).locator('xpath=..').getByLabel('Rate 4 stars')).toBeVisible();
  await expect(page.getByTestId('announcement')).toHaveText('Rated 4 stars');
  const rows = page.getByRole('region', { name: 'Differences' }).getByRole('row');
  await expect(rows.filter({ hasText: /^Score/ })).toBeVisible();
  await expect(rows.filter({ hasText: /^Seed/ })).toBeVisible();
  await studio.expectAccessible();

  await page.keyboard.press('Escape');
  await expect(region).toBeHidden();
  await expect(page.getByRole('toolbar').getByRole('button', { name: 'Compare' })).toBeFocused();
  await expect(studio.candidates.nth(2)).toHaveAccessibleName(/4 stars/);
});

test('zoomed and dragged in step; two under one slider; up to four', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.waitForRanked(4);
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Compare' }).click();
  const panes = page.locator('button.pane');
  const pictures = panes.locator('img');
  async function views(): Promise<string[]> {
    return pictures.evaluateAll((all) => all.map((img) => (img as HTMLElement).style.transform));
  }
  await panes.nth(1).hover({ position: { x: 40, y: 40 } });
  await page.mouse.wheel(0, -400);
  await expect.poll(async () => new Set(await views()).size).toBe(1);
  const zoomed = (await views())[0] ?? '';
  expect(zoomed).toMatch(/scale\(2\./);
  await page.mouse.down();
  await page.mouse.move(400, 400);
  await page.mouse.up();
  const [first, second] = await views();
  expect(first).toBe(second);
  expect(first).not.toBe(zoomed);

  await page.getByRole('button', { name: 'Show the whole pictures' }).click();
  await page.getByRole('button', { name: 'One over the other' }).click();
  const divider = page.getByRole('slider', { name: 'Divider between the pictures' });
  await expect(divider).toHaveAttribute('aria-valuenow', '50');
  await divider.press('ArrowRight');
  await expect(divider).toHaveAttribute('aria-valuenow', '52');
  const box = await divider.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 16, (box?.y ?? 0) + 50);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) - 100, (box?.y ?? 0) + 50);
  await page.mouse.up();
  expect(Number(await divider.getAttribute('aria-valuenow'))).toBeLessThan(50);

  await page.getByRole('button', { name: 'Add a picture' }).click();
  await page.getByRole('button', { name: 'Add a picture' }).click();
  await expect(panes).toHaveCount(4);
  await expect(page.getByRole('button', { name: 'Add a picture' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(panes).toHaveCount(0);
});

test('the gallery compares what is selected, and candidates leave by the same dialog', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open('gallery');
  await studio.tiles.nth(0).click();
  await studio.tiles.nth(1).click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('toolbar').getByRole('button', { name: 'Compare' }).click();
  await expect(page.locator('button.pane')).toHaveCount(2);
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'No longer keep' }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('button.pane')).toHaveCount(0);

  await studio.open();
  await studio.waitForRanked(4);
  await studio.candidates.nth(1).locator('button.picture').focus();
  await page.keyboard.press('d');
  await expect(page.getByRole('dialog', { name: /Export/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(studio.candidates.nth(1).locator('button.picture')).toBeFocused();
});
