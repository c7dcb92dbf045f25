/** A picture is changed by words inside a mask, taken as a step, and gone back from. */
import { expect, GENERATION_MS, test } from './studio-test.ts';

test.use({ library: 'edit' });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

test('from the gallery over a mask and words to a new step, and back', async ({ studio }) => {
  const { page } = studio;
  await studio.open('edit');
  await expect(page.getByText(/Open a picture to change it/)).toBeVisible();
  await studio.open();
  await studio.generate('a red apple', 2);
  await studio.open('gallery');
  await studio.tiles.nth(0).focus();
  await page.keyboard.press('m');

  // The mask by keys alone: down, a few strides, up.
  const canvas = page.getByRole('application', { name: 'Picture to edit' });
  await canvas.focus();
  for (const key of ['Space', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'Space']) {
    await page.keyboard.press(key);
  }
  await expect(page.getByText(/Only the painted .* may change/)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText(/The whole picture may change/)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(page.getByText(/Only the painted .* may change/)).toBeVisible();

  // And by words: what is found is marked besides.
  const painted = async (): Promise<number> => {
    const words = await page.getByText(/Only the painted .* may change/).textContent();
    return Number(/[\d.]+/.exec(words ?? '')?.[0]);
  };
  const byHand = await painted();
  await page.getByRole('textbox', { name: 'Mark by words' }).fill('apple');
  await page.keyboard.press('Enter');
  await expect.poll(painted, { timeout: GENERATION_MS }).toBeGreaterThan(byHand + 2);

  await page.getByTestId('edit-prompt').getByRole('textbox').fill('a green apple');
  await page.keyboard.press('ControlOrMeta+Enter');
  const results = page.getByRole('region', { name: /candidate/ });
  const best = results.getByRole('button', { name: /rank 1,/ });
  await expect(best).toBeVisible({ timeout: GENERATION_MS });
  await best.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('slider', { name: 'Divider between the pictures' })).toBeVisible();
  await page.keyboard.press('Enter');

  const steps = page.getByRole('region', { name: 'History' }).getByRole('listitem');
  await expect(steps).toHaveCount(2);
  await expect(steps.nth(1).locator('[aria-current=step]')).toBeVisible();
  await studio.expectAccessible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(steps.nth(0).locator('[aria-current=step]')).toBeVisible();

  // Another manner of the first picture: a second branch.
  await page.getByRole('radio', { name: 'Style' }).check({ force: true });
  await page.getByRole('radio', { name: 'Mosaic' }).check({ force: true });
  await page.keyboard.press('ControlOrMeta+Enter');
  const styled = results.getByRole('button', { name: /rank 1,/ });
  await expect(styled).toBeVisible({ timeout: GENERATION_MS });
  await studio.expectAccessible();
  await styled.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('slider', { name: 'Divider between the pictures' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(steps).toHaveCount(3);
  await expect(steps.nth(2)).toContainText('Mosaic');

  // The darkroom: seen at once, undone, cropped by keys, and kept as one more step.
  await page.getByRole('radio', { name: 'Adjust' }).check({ force: true });
  const exposure = page.getByRole('slider', { name: 'Exposure' });
  await exposure.focus();
  await page.keyboard.press('End');
  const preview = page.getByTestId('adjust-preview');
  await expect(preview).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(exposure).toHaveValue('0');
  await page.getByRole('spinbutton', { name: 'Contrast, as a number' }).fill('40');
  await exposure.focus();
  await page.keyboard.press('c');
  const frame = page.getByRole('application', { name: /Crop frame/ });
  await page.getByRole('combobox', { name: 'Proportions' }).selectOption('4:5');
  await frame.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await studio.expectAccessible();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(steps).toHaveCount(4);
  await expect(steps.nth(3)).toContainText('Crop and straighten, Contrast');
  await steps
    .nth(1)
    .getByRole('button', { name: /Actions/ })
    .click();
  await page.getByRole('menuitem', { name: 'Export' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
});
