/** The desktop host with everything real but Electron itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { startDesktop } from '#main/hosts/desktop/start-desktop.ts';
import { openPortLink } from '#renderer/client/port-link.ts';
import { createORPCClient } from '@orpc/client';
import type { DesktopClient } from '#shared/contract/desktop.ts';
import { restoringErrors } from '#shared/contract/restore-error.ts';
import { ElectronStandIn } from './electron-stand-in.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface DesktopHost {
  readonly electron: ElectronStandIn;
  /** As the window's script has it: through the link it really uses. */
  client(): Promise<DesktopClient>;
  quit(): Promise<number>;
}

/** Resolves when the window shows; ends with the test at the latest. */
export async function openDesktopHost(library: string, electron = new ElectronStandIn()) {
  const screensFolder = temporaryFolder();
  mkdirSync(join(screensFolder, 'assets'));
  writeFileSync(join(screensFolder, 'index.html'), '<!doctype html><title>Easel</title>');
  writeFileSync(join(screensFolder, 'assets/app-1.js'), 'document.title = "there";');
  if (process.env['EASEL_HOME'] === undefined) vi.stubEnv('EASEL_HOME', temporaryFolder());
  startDesktop(electron.parts, { library, screensFolder });
  let isEnded = false;
  const quit = async (): Promise<number> => {
    if (!isEnded) electron.app.quit();
    isEnded = true;
    return electron.app.ended.promise;
  };
  onTestFinished(async () => {
    await quit();
  });
  await electron.shown();
  const host: DesktopHost = {
    electron,
    quit,
    async client() {
      const link = openPortLink((port) => {
        electron.receive(port);
      });
      onTestFinished(() => {
        link.close();
      });
      await link.opened;
      return restoringErrors(createORPCClient<DesktopClient>(link.link));
    },
  };
  return host;
}
