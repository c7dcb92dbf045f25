/** Own tags: learnt from a few pictures, suggested for the others, answered by keys. */
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, GENERATION_MS, test } from './studio-test.ts';

test.use({ library: 'tags' });
test.describe.configure({ mode: 'serial', timeout: 180_000 });

const colours = { zorb: 'rgb(220,40,40)', quill: 'rgb(40,60,220)' };
const words = Object.keys(colours) as (keyof typeof colours)[];
const EACH = 4;

/** Discs of one colour a word, dropped onto the gallery; the colour is all that tells the words apart. */
async function bringPictures(page: Page): Promise<void> {
  const files = await Promise.all(
    words.flatMap((word) =>
      Array.from({ length: EACH }, async (_, at) => {
        const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><circle cx="${26 + 3 * at}" cy="32" r="${16 + 2 * at}" fill="${colours[word]}"/></svg>`;
        const png = await sharp(Buffer.from(svg)).png().toBuffer();
        return { name: `${word}-${at}.png`, base64: png.toString('base64') };
      }),
    ),
  );
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      data.items.add(new File([bytes], name, { type: 'image/png' }));
    }
    return data;
  }, files);
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

test('tags of a few pictures are suggested for the rest, taken, passed over, and forgotten', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open('gallery');
  await bringPictures(page);
  await expect(studio.tiles).toHaveCount(words.length * EACH);

  // 1. Two pictures of each word have it as a tag.
  for (const word of words) {
    await page.getByRole('button', { name: `${word}-0.png` }).click();
    await page
      .getByRole('button', { name: `${word}-1.png` })
      .click({ modifiers: ['ControlOrMeta'] });
    await page.getByRole('textbox', { name: 'Tag for the selection' }).fill(word);
    await page.keyboard.press('Enter');
  }

  // 2. The gallery leads to the screen; a name and Enter learn them.
  await page.getByRole('link', { name: 'Suggest tags' }).click();
  await page.getByRole('textbox', { name: 'Name of the set' }).fill('mine');
  await studio.expectAccessible();
  await page.keyboard.press('Enter');
  const suggested = page.getByRole('list', { name: 'Suggested tags' }).getByRole('listitem');
  await expect(suggested).toHaveCount(words.length * (EACH - 2), { timeout: GENERATION_MS });
  await expect(page.getByText(/On examples it did not learn from/)).toBeVisible();
  await studio.expectAccessibleInBothThemes();

  // 3. Keys answer one after another, and undo opens the last one again.
  const first = suggested.first().getByRole('button').first();
  await first.focus();
  const named = (await first.getAttribute('aria-label')) ?? '';
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('x');
  await expect(suggested).toHaveCount(3);
  await page.keyboard.press('ArrowLeft');
  await expect(first).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(suggested).toHaveCount(2);
  await expect(first).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(suggested).toHaveCount(3);
  await expect(first).toHaveAccessibleName(named);
  await page.getByRole('button', { name: 'Accept all 3' }).click();
  await expect(page.getByText(/Nothing to suggest/)).toBeVisible();

  // 4. The gallery knows them; what was passed over has no tag.
  await studio.open('gallery');
  await page.getByRole('combobox', { name: /Search/ }).fill('-tag:zorb -tag:quill ');
  await expect(studio.tiles).toHaveCount(1);

  // 5. Forgotten in one step.
  await page.goto(`${page.url().split('#')[0] ?? ''}#/tags`);
  await page.getByRole('button', { name: 'Forget', exact: true }).click();
  await page.getByRole('button', { name: 'Forget it' }).click();
  await expect(page.getByRole('textbox', { name: 'Name of the set' })).toBeVisible();
});
