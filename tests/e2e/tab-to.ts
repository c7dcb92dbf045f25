/** The focus as a person moves it. */
import { expect, type Locator, type Page } from '@playwright/test';

/**
 * Presses Tab until the element has the focus; a person gives up after three dozen.
 *
 * @param key another way to go, such as `Shift+Tab`
 */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 36; presses += 1) {
    if (await isFocused(target)) return;
    await page.keyboard.press(key);
  }
  await expect(target, `is reached by ${key}`).toBeFocused();
}

/** The prompt editor is in a shadow tree of its own: the innermost focus counts. */
async function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => {
    const root = element.getRootNode() as Document | ShadowRoot;
    return root.activeElement === element;
  });
}
