/** How this host looks for a newer version: electron-updater, where the build was given a feed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UpdateHost } from '#main/studio/updates.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { HostText } from './host-text.ts';

export function updateHost(
  { app, dialog }: Pick<ElectronParts, 'app' | 'dialog'>,
  text: () => HostText,
): UpdateHost {
  // Written by electron-builder when it is told where to publish.
  const feed = join(process.resourcesPath ?? '', 'app-update.yml');
  return {
    hasFeed: app.isPackaged && existsSync(feed),
    load: async () => (await import('electron-updater')).default.autoUpdater,
    async ask(about, version) {
      const yes = about === 'found' ? 'update.download' : 'update.restart';
      const { response } = await dialog.showMessageBox({
        message: text()(`update.${about}`, { version }),
        buttons: [text()(yes), text()('update.later')],
        cancelId: 1,
      });
      return response === 0;
    },
    async tell(what) {
      await dialog.showMessageBox({ message: text()(`update.${what}`) });
    },
  };
}
