/** The way of a prompt on screen, told in order: each test goes on where the one before ended. */
import { expect, GENERATION_MS, test } from './studio-test.ts';

test.use({ library: 'create' });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

test('first start: an example prompt, a ready model, and one key to a ranked set', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open();
  await expect(studio.prompt).toContainText('red apple');
  await expect(page.getByText(/\d+ of \d+ tokens/)).toBeVisible({ timeout: GENERATION_MS });
  await studio.setCount(4);
  await studio.prompt.focus();
  await page.keyboard.press('ControlOrMeta+Enter');

  await expect(page.getByRole('heading', { name: /\d of 4 candidates/ })).toBeVisible();
  await studio.waitForRanked(4);
  await expect(page.getByTestId('announcement')).toHaveText('4 candidates are ready');

  const best = await studio.candidates.nth(0).boundingBox();
  const second = await studio.candidates.nth(1).boundingBox();
  expect(best?.width ?? 0).toBeGreaterThan(1.9 * (second?.width ?? Infinity));
  const pictures = studio.candidates.locator('img');
  for (const picture of await pictures.all()) {
    await expect(picture).toHaveJSProperty('complete', true);
    expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  }
});

test('the parts in the inspector add up to the score of the card', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.waitForRanked(4);
  for (const candidate of await studio.candidates.all()) {
    await candidate.locator('button.picture').click();
    const score = Number(await page.getByTestId('score').textContent());
    await expect(candidate).toHaveAttribute('aria-label', new RegExp(`score ${score.toFixed(3)}`));
    const parts = await page.getByTestId('score-parts').locator('dd').allTextContents();
    const sum = parts.map(Number).reduce((total, part) => total + part, 0);
    expect(parts.length).toBeGreaterThan(0);
    expect(sum).toBeCloseTo(score, 6);
  }
});

test('a candidate is explained by words and places', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  const words = page.getByRole('list', { name: 'Words and what they add to the match' });
  await expect(words.getByRole('listitem').first()).toBeVisible({ timeout: 30_000 });
  const first = words.getByRole('button').first();
  await first.click();
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('figure')).toContainText('In the light');
  await studio.expectAccessible();
});

test('a rating by key and a kept mark are there after a reload', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.waitForRanked(4);
  await studio.candidates.nth(1).locator('button.picture').focus();
  await page.keyboard.press('4');
  await page.keyboard.press('k');
  await expect(studio.candidates.nth(1)).toHaveAttribute('aria-label', /4 stars/);
  await expect(page.getByTestId('announcement')).toHaveText('Kept');

  await page.reload();
  await expect(studio.candidates.nth(1)).toHaveAttribute('aria-label', /4 stars/);
  await studio.candidates.nth(1).locator('button.picture').focus();
  const keep = studio.candidates.nth(1).getByRole('button', { name: 'No longer keep' });
  await expect(keep).toHaveAttribute('aria-pressed', 'true');
});

test('reuse brings all settings back, the seed locked', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.waitForRanked(4);
  const seedBefore = await page.getByRole('textbox', { name: 'Seed' }).inputValue();
  await page.getByRole('button', { name: 'Draw a new seed' }).click();
  await studio.write('something else');
  await page.getByRole('button', { name: 'Reuse' }).click();
  await expect(studio.prompt).toContainText('red apple');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue(seedBefore);
  const lock = page.getByRole('button', { name: 'Keep this seed' });
  await expect(lock).toHaveAttribute('aria-pressed', 'true');
});

test('a mistake in the prompt is named at its place, and the sentence goes with the mistake', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open();
  await studio.write('a (red apple');
  const sentence = page.getByText(/at character 3/);
  await expect(sentence).toBeVisible();
  await expect(studio.prompt).toHaveAttribute('aria-invalid', 'true');
  const before = await page.getByRole('spinbutton', { name: 'Candidates' }).boundingBox();
  await studio.write('a (red apple:1.3) on {wood|stone}');
  await expect(sentence).toBeHidden();
  await expect(page.getByText('2 variants')).toBeVisible();
  const after = await page.getByRole('spinbutton', { name: 'Candidates' }).boundingBox();
  expect(after).toEqual(before);

  await studio.prompt.fill('');
  await page.getByRole('button', { name: /^Generate/ }).click();
  await expect(page.getByRole('alert')).toContainText('The prompt is empty.');
});

test('a running generation is cancelled in place and can be tried again', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.write('a blue rocket');
  await studio.setCount(48);
  await page.getByRole('button', { name: /^Generate/ }).click();
  await expect(page.getByRole('heading', { name: /of 48 candidates/ })).toBeVisible();
  // Not before the engine works on it: a job that still waits is cancelled too easily.
  await expect(page.getByText(/Step \d+ of 16/).first()).toBeVisible({ timeout: GENERATION_MS });
  const begun = Date.now();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Cancelled. Finished candidates are kept.')).toBeVisible();
  expect(Date.now() - begun).toBeLessThan(1_000);
  await expect(page.getByRole('article', { name: 'Candidate 48' })).toContainText('cancelled');
  await page.getByRole('button', { name: 'Try again', exact: true }).click();
  await expect(page.getByRole('heading', { name: /of 48 candidates/ })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Cancelled. Finished candidates are kept.')).toBeVisible();
});

test('the filmstrip brings an earlier generation back whole', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.strip.and(page.getByRole('button', { name: /red apple.*done/ })).click();
  await studio.waitForRanked(4);
  await page.reload();
  await studio.waitForRanked(4);

  // The newest one is the cancelled one: off the strip by key, its neighbours stay.
  const count = await studio.strip.count();
  await page.keyboard.press('Escape');
  await studio.strip.and(page.getByRole('button', { name: /red apple.*done/ })).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await expect(page.getByText(/Taken off the strip/)).toBeVisible();
  await expect(studio.strip).toHaveCount(count - 1);
});

test('by mouse alone: a style, a picture, variations with other seeds', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  await studio.write('a green leaf');
  await studio.setCount(2);
  const flat = page.getByRole('button', { name: 'Flat', exact: true });
  await flat.click();
  await expect(flat).toHaveAttribute('aria-pressed', 'true');
  await expect(studio.prompt).toHaveText('a green leaf, flat');
  await page.getByRole('button', { name: /^Generate/ }).click();
  await studio.waitForRanked(2);
  const seed = page.getByText(/^\d{3,}$/);
  const first = await seed.allTextContents();

  await studio.candidates.nth(0).hover();
  const before = await studio.strip.count();
  await studio.candidates.nth(0).getByRole('button', { name: 'Make variations' }).click();
  await expect(studio.strip).toHaveCount(before + 1);
  await studio.waitForRanked(2);
  expect(await seed.allTextContents()).not.toEqual(first);
});

test('what looks like HTML in a prompt is shown as text, everywhere', async ({ studio }) => {
  const { page } = studio;
  const evil = '<img src=x onerror=alert`1`> <b>heart</b>';
  let hasAlerted = false;
  page.on('dialog', (dialog) => {
    hasAlerted = true;
    void dialog.dismiss();
  });
  await studio.open();
  await studio.generate(evil, 2);
  await expect(studio.strip.first()).toHaveAccessibleName(/<b>heart<\/b>/);
  await expect(page.getByRole('definition').filter({ hasText: evil }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Earlier prompts' }).click();
  await expect(page.getByRole('button', { name: '<b>heart</b>' }).last()).toBeVisible();
  await studio.open('gallery');
  await expect(studio.tiles.first()).toHaveAccessibleName(/<b>heart<\/b>/);
  expect(await page.locator('img[src="x"], b').count()).toBe(0);
  expect(hasAlerted).toBe(false);
});

test('drawn fast, the same wish takes four steps; fine again, it is as it was', async ({
  studio,
}) => {
  const { page } = studio;
  await studio.open();
  const pace = page.getByRole('radiogroup', { name: 'Drawing' });
  await expect(pace.getByRole('radio', { name: 'Fine' })).toBeChecked();
  await pace.getByText('Fast').click();
  await expect(page.getByText('4 steps · guidance 1')).toBeVisible();
  await studio.write('a green apple');
  await studio.setCount(4);
  await page.getByRole('button', { name: /^Generate/ }).click();
  await studio.waitForRanked(4);
  await studio.candidates.nth(0).locator('button.picture').click();
  await expect(
    page.locator('dl', { hasText: 'Steps' }).getByText('4', { exact: true }),
  ).toHaveCount(1);
  await pace.getByText('Fine').click();
  await expect(page.getByText('16 steps · guidance 3')).toBeVisible();
});
