/** The real app, where Electron's binary is there, with a library and a home that nobody else uses. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { _electron, type Page } from '@playwright/test';
import type { ServerHost } from './server-host.ts';

const root = join(import.meta.dirname, '../..');

export interface ElectronHost extends ServerHost {
  /** The window of the present start. */
  readonly page: Page;
}

/** @param checkpoints folders to be found in the home as checkpoints of the user's own */
export async function startElectronHost(
  name: string,
  checkpoints: readonly string[] = [],
): Promise<ElectronHost> {
  const folder = await mkdtemp(join(tmpdir(), `easel-${name}-`));
  const libraryFolder = join(folder, 'library');
  for (const checkpoint of checkpoints) {
    const target = join(folder, 'home/checkpoints', basename(checkpoint));
    await cp(checkpoint, target, { recursive: true });
  }
  const launch = async () => {
    const app = await _electron.launch({
      // Chromium's own sandbox refuses to run as root.
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        root,
        '--library',
        libraryFolder,
      ],
      env: { ...(process.env as Record<string, string>), EASEL_HOME: join(folder, 'home') },
    });
    return { app, page: await app.firstWindow() };
  };
  let running = await launch();
  return {
    address: 'easel://app/',
    libraryFolder,
    get pid() {
      return running.app.process().pid ?? 0;
    },
    get page() {
      return running.page;
    },
    async restart() {
      await running.app.close();
      running = await launch();
    },
    async stop() {
      await running.app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
