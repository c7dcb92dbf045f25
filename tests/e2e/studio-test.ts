/** Playwright's `test` with a studio per file and the actions that every story begins with. */
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { startElectronHost, type ElectronHost } from '#tests/support/electron-host.ts';
import { startServerHost, type ServerHost } from '#tests/support/server-host.ts';

/** The same stories are told in a browser and, where its binary is there, in the app's own window. */
const isInElectron = process.env['EASEL_E2E'] === 'electron';

/** On two busy cores, the first generation also starts the engine and loads the models. */
export const GENERATION_MS = 60_000;

export class StudioPage {
  readonly page: Page;
  /** Set by a story that takes the server away: the browser then tells of refused connections. */
  isServerGone = false;
  readonly #host: ServerHost;

  constructor(page: Page, host: ServerHost) {
    this.page = page;
    this.#host = host;
  }

  get prompt(): Locator {
    return this.page.getByTestId('prompt').getByRole('textbox');
  }

  /** Writes a prompt. While the screen comes up, the editor may take the selection back that `fill` has made. */
  async write(prompt: string): Promise<void> {
    await expect(async () => {
      await this.prompt.fill(prompt);
      await expect(this.prompt).toHaveText(prompt, { timeout: 1000 });
    }).toPass();
  }

  /** Finished candidates in the order of the screen. */
  get candidates(): Locator {
    return this.page.locator('ol article.card:has(button.picture)');
  }

  get tiles(): Locator {
    return this.page.getByRole('list', { name: /Pictures|图片/ }).locator('button.picture');
  }

  /** Brings a picture of the gallery onto the Edit screen. */
  async edit(index = 0): Promise<void> {
    await this.open('gallery');
    await this.tiles.nth(index).focus();
    await this.page.keyboard.press('m');
    await expect(this.page.getByRole('application')).toBeVisible();
  }

  /** The generations of the filmstrip, newest first. */
  get strip(): Locator {
    return this.page
      .getByRole('navigation', { name: /Generations|生成记录/ })
      .locator('button.item');
  }

  /** Opens a screen; the first one signs in, the others change screens as a person does. */
  async open(
    screen: 'create' | 'edit' | 'gallery' | 'train' | 'models' | 'activity' | 'settings' = 'create',
  ): Promise<void> {
    const { origin } = new URL(this.#host.address);
    if (!this.page.url().startsWith(origin)) await this.page.goto(this.#host.address);
    await this.page.goto(`${this.#host.address.split('?')[0] ?? ''}#/${screen}`);
    await expect(this.page.locator(`nav a.${screen}`)).toHaveAttribute('aria-current', 'page');
  }

  async setCount(count: number): Promise<void> {
    const field = this.page.getByRole('spinbutton', { name: 'Candidates' });
    await field.fill(String(count));
    await field.blur();
  }

  /** Generates and waits for every candidate to be there and ranked. */
  async generate(prompt: string, count: number): Promise<void> {
    await this.write(prompt);
    await this.setCount(count);
    const strip = this.strip;
    const before = await strip.count();
    await this.page.getByRole('button', { name: /^Generate/ }).click();
    // Until then the screen shows the generation before.
    await expect(strip).toHaveCount(before + 1);
    await this.waitForRanked(count);
  }

  async waitForRanked(count: number): Promise<void> {
    const heading = this.page.getByRole('heading', { name: `${count} candidates`, exact: true });
    await expect(heading).toBeVisible({ timeout: GENERATION_MS });
    await expect(this.candidates).toHaveCount(count);
    for (const position of Array.from({ length: count }, (_, index) => index + 1)) {
      await expect(this.candidates.nth(position - 1)).toHaveAttribute(
        'aria-label',
        new RegExp(`rank ${position},`),
      );
    }
  }

  /** For screens that show most of what there is of colours; ends in the light one. */
  async expectAccessibleInBothThemes(): Promise<void> {
    for (const colorScheme of ['dark', 'light'] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.expectAccessible();
    }
  }

  async expectAccessible(): Promise<void> {
    // In this page alone, as it has no frames, and without a list of all that is right: half the work.
    const axe = new AxeBuilder({ page: this.page }).options({ resultTypes: ['violations'] });
    const { violations } = await axe.setLegacyMode(true).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
  }
}

interface Surroundings {
  /** Names the library: files that name different ones get a server of their own each. */
  library: string;
  /** Folders of checkpoints of the user's own. */
  checkpoints: readonly string[];
  /** Whether paths of this machine are taken, as `npm start` has it. */
  hasLocalFiles: boolean;
  host: ServerHost;
}

/** A studio on a real server, and a page that must not report an error or a refused resource. */
export const test = base.extend<{ studio: StudioPage }, Surroundings>({
  library: ['shared', { option: true, scope: 'worker' }],
  checkpoints: [[], { option: true, scope: 'worker' }],
  hasLocalFiles: [false, { option: true, scope: 'worker' }],
  host: [
    async ({ library, checkpoints, hasLocalFiles }, use) => {
      const start = isInElectron ? startElectronHost : startServerHost;
      const host = await start(library, checkpoints, { hasLocalFiles });
      await use(host);
      await host.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  ...(isInElectron ? { page: windowOf } : {}),
  studio: async ({ page, host }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // A preview may be gone between its event and its request: the next one replaces it.
      // A file that is no picture is refused, which the screen tells and the browser logs.
      const isExpected = /\/media\/(?:preview\/|import\?|recall\?)/.test(message.location().url);
      if (message.type() === 'error' && !isExpected) faults.push(message.text());
    });
    const studio = new StudioPage(page, host);
    await use(studio);
    const isLostLink = (fault: string): boolean => /WebSocket connection .* failed/.test(fault);
    expect(faults.filter((fault) => !(studio.isServerGone && isLostLink(fault)))).toEqual([]);
  },
});

/** In place of a browser's page: the window that the host opened. */
async function windowOf(
  { host }: { host: ServerHost },
  use: (page: Page) => Promise<void>,
): Promise<void> {
  await use((host as ElectronHost).page);
}

export { expect };
