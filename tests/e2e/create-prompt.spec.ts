/** The prompt editor's help, and settings taken over from pictures. */
import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, test, type StudioPage } from './studio-test.ts';

test.use({ library: 'compare' });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

test('style words are completed, unknown wildcards marked, variants shown', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.write('a cat, ');
  await studio.prompt.press('End');
  await page.keyboard.type('fl');
  await expect(page.getByRole('listbox').getByRole('option').first()).toHaveText('flat');
  await page.keyboard.press('Tab');
  await expect(studio.prompt).toHaveText('a cat, flat');
  await expect(page.getByRole('button', { name: 'Flat', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await studio.write('a __nothing__ cat');
  await expect(page.getByText(/There is no wildcard file for __nothing__/)).toBeVisible();
  await expect(page.getByTestId('prompt').locator('.mark-problem')).toHaveText('__nothing__');

  await studio.write('a {red|green|blue} {cat|dog}');
  await page.getByRole('button', { name: 'Show 6 variants' }).click();
  await expect(page.getByText('a green dog')).toBeVisible();
  await studio.expectAccessible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('a green dog')).toBeHidden();

  await studio.write('word '.repeat(60));
  await expect(page.getByText('What comes after the limit is not read.')).toBeVisible();
  await page.getByRole('button', { name: 'Enlarge the editor' }).click();
  const box = await page.getByTestId('prompt').boundingBox();
  expect(box?.height ?? 0).toBeGreaterThan(400);
});

test('a dropped picture of another program fills the form and says what is left over', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open();
  await expect(page.getByText(/\d+ of \d+ tokens/)).toBeVisible();
  const settings =
    'a fox in the snow, (oil painting:1.2)\nNegative prompt: text, blurry\n' +
    'Steps: 28, Sampler: Euler, CFG scale: 6.5, Seed: 12345, Size: 768x512, Model: dreamshaper_8';
  await dropFile(studio, await pngWithText('parameters', settings));
  await expect(studio.prompt).toHaveText('a fox in the snow, (oil painting:1.2)');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('12345');
  await expect(page.getByText('28 steps · guidance 6.5')).toBeVisible();
  const note = page.getByTestId('recall');
  await expect(note).toContainText('AUTOMATIC1111');
  await expect(note).toContainText('dreamshaper_8');
  await expect(note).toContainText('768 × 512');

  await note.getByRole('button', { name: 'Dismiss' }).click();
  await expect(note).toBeHidden();
});

test('a reference picture has a weight, a part in the rank, and a way out', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  const slot = page.getByRole('region', { name: 'Reference' });
  const blue = await pngWithText('comment', 'no settings');
  await slot
    .locator('input[type=file]')
    .setInputFiles({ name: 'blue.png', mimeType: 'image/png', buffer: blue });
  const weight = slot.getByRole('slider', { name: 'Weight: blue.png' });
  await expect(weight).toHaveValue('0.5');
  await weight.press('ArrowRight');
  await expect(slot.getByText('0.55')).toBeVisible();
  await studio.generate('a heart', 2);
  await expect(page.getByText('Reference match')).toBeVisible();
  await studio.candidates.first().locator('button.picture').focus();
  await page.keyboard.press('r');
  await expect(slot.getByRole('slider', { name: 'Weight: a heart' })).toBeVisible();
  await studio.expectAccessible();
  await slot.getByRole('button', { name: 'Remove the reference blue.png' }).click();
  await expect(weight).toBeHidden();
});

test('a candidate dragged to the form brings its own seed back', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.generate('a brown bear', 2);
  await studio.write('something else');
  const second = studio.candidates.nth(1).locator('button.picture');
  await second.click();
  const seed = await page.getByText(/^\d{3,}$/).textContent();
  await second.dragTo(page.getByRole('form', { name: 'Create' }));
  await expect(studio.prompt).toHaveText('a brown bear');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue(seed ?? '');
});

async function dropFile({ page }: StudioPage, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    const content = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    data.items.add(new File([content], 'fox.png', { type: 'image/png' }));
    return data;
  }, bytes.toString('base64'));
  for (const type of ['dragover', 'drop']) {
    await page.dispatchEvent('body', type, { dataTransfer: transfer });
  }
}

/** A small PNG with one text chunk before its end. */
async function pngWithText(key: string, text: string): Promise<Buffer> {
  const background = '#833';
  const png = await sharp({ create: { width: 32, height: 32, channels: 3, background } })
    .png()
    .toBuffer();
  const body = Buffer.from(`tEXt${key}\0${text}`, 'latin1');
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return Buffer.concat([png.subarray(0, -12), chunk, png.subarray(-12)]);
}
