/** What breaks from outside while the page is open: it says so, and goes on by itself. */
import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { expect, GENERATION_MS, test } from './studio-test.ts';

test.use({ library: 'compare' });
test.describe.configure({ mode: 'serial', timeout: 180_000 });

function childrenOf(pid: number): number[] {
  return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);
}

test('the engine is killed in the middle: the page says so, and the set is made whole', async ({
  studio,
  host,
}) => {
  const { page } = studio;
  await studio.open();
  await studio.write('a yellow sun');
  await studio.setCount(4);
  await page.getByRole('button', { name: /^Generate/ }).click();
  await expect(page.getByText(/Step \d+ of \d+/).first()).toBeVisible({ timeout: GENERATION_MS });
  const engines = childrenOf(host.pid);
  // Whoever sits before the screen goes first.
  for (const pid of engines) expect(getPriority(pid)).toBeGreaterThan(getPriority(host.pid));
  for (const pid of engines) process.kill(pid, 'SIGKILL');
  await expect(
    page.locator('p.status').filter({ hasText: /started again|The engine stopped/ }),
  ).toBeVisible({
    timeout: 15_000,
  });
  await studio.waitForRanked(4);
});

test('the server stops and starts: the page waits, comes back, and shows the truth', async ({
  page,
  studio,
  host,
}) => {
  await studio.open();
  await studio.waitForRanked(4);
  studio.isServerGone = true;
  await host.restart();
  await expect(page.getByText(/reconnecting/)).toBeVisible();
  // The page comes back by itself: the sign-in of the start before still counts.
  await expect(page.getByText(/reconnecting/)).toBeHidden({ timeout: 30_000 });
  const other = await page.context().newPage();
  await other.goto(host.address);
  await other.getByRole('textbox', { name: 'Prompt' }).fill('a purple moon');
  await other.getByRole('spinbutton', { name: 'Candidates' }).fill('1');
  await other.getByRole('spinbutton', { name: 'Candidates' }).blur();
  await other.getByRole('button', { name: /^Generate/ }).click();
  await expect(page.getByText(/reconnecting/)).toBeHidden({ timeout: 30_000 });
  await expect(studio.strip.first()).toHaveAccessibleName(/purple moon.*done/, {
    timeout: GENERATION_MS,
  });
  await other.close();
  await studio.generate('a red heart', 2);
});
