/** Choosing the CLIP that ranks and searches, on the Models and the Settings screens. */
import { fileURLToPath } from 'node:url';
import { expect, test } from './studio-test.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

test.use({
  library: 'clips',
  checkpoints: [fixture('models/tiny-spark'), fixture('tiny-clips/siglip')],
});

test('a CLIP is told of, chosen, used, and given up again', async ({ studio }) => {
  const { page } = studio;
  await studio.open('models');
  await page.getByRole('button', { name: /siglip SigLIP/ }).click();
  await expect(page.getByText(/It makes no pictures/)).toBeVisible();
  await studio.expectAccessible();
  await page.getByRole('button', { name: 'Use it for ranking and search' }).click();
  await expect(page.getByText('Ranks and searches now')).toBeVisible();

  await studio.open('settings');
  const choice = page.getByRole('combobox', { name: 'Ranking and search' });
  await expect(choice).toHaveValue('siglip');
  await studio.open('create');
  await studio.generate('a red apple', 2);

  await studio.open('settings');
  await choice.selectOption({ label: 'By itself: each model’s own' });
  await expect(page.getByText(/of 2 pictures are known/)).toBeHidden();
  await studio.open('models');
  await page.getByRole('button', { name: /siglip SigLIP/ }).click();
  await expect(page.getByRole('button', { name: 'Use it for ranking and search' })).toBeVisible();
});
