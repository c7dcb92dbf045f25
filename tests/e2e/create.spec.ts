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
  await studio.prompt.fill('something else');
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
  await studio.prompt.fill('a (red apple');
  const sentence = page.getByText(/at character 3/);
  await expect(sentence).toBeVisible();
  await expect(studio.prompt).toHaveAttribute('aria-invalid', 'true');
  const before = await page.getByRole('spinbutton', { name: 'Candidates' }).boundingBox();
  await studio.prompt.fill('a (red apple:1.3) on {wood|stone}');
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
  await studio.prompt.fill('a blue rocket');
  await studio.setCount(48);
  await page.getByRole('button', { name: /^Generate/ }).click();
  await expect(page.getByRole('heading', { name: /of 48 candidates/ })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Cancelled. Finished candidates are kept.')).toBeVisible({
    timeout: 5_000,
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: /of 48 candidates/ })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText('Cancelled. Finished candidates are kept.')).toBeVisible();
});

test('the filmstrip brings an earlier generation back whole', async ({ studio }) => {
  const { page } = studio;
  await studio.open();
  const strip = page.getByRole('navigation', { name: 'Generations' });
  await strip.getByRole('button', { name: /red apple.*done/ }).click();
  await studio.waitForRanked(4);
});
