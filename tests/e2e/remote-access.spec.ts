/** Remote access from the settings screen to another browser. */
import { expect, test } from './studio-test.ts';

test.use({ library: 'screens' });

test('switched on, another device opens the studio with the address shown', async ({
  studio,
  browser,
}) => {
  const { page } = studio;
  await studio.open('settings');
  const isOn = page.getByRole('checkbox', { name: 'Other devices in this network' });
  await expect(isOn).not.toBeChecked();
  await page.getByRole('spinbutton', { name: 'Port' }).fill('48427');
  await isOn.check();
  const address = await page
    .getByText(/^http:.*:48427\/\?token=/)
    .first()
    .textContent();
  await studio.expectAccessible();

  const device = await browser.newContext();
  const other = await device.newPage();
  await other.goto(address ?? '');
  await expect(other).toHaveTitle(/Create/);
  expect(new URL(other.url()).search).toBe('');
  // The contract comes through too, not only the page.
  await expect(other.getByRole('button', { name: /^Generate/ })).toBeEnabled();
  await device.close();

  await isOn.uncheck();
  await expect(page.getByText(/\?token=/)).toHaveCount(0);
});
