import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppUpdater } from 'electron-updater';
import { expect, test, vi } from 'vitest';
import { hostText } from '#main/hosts/desktop/host-text.ts';
import { Updates } from '#main/hosts/desktop/updates.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

/** @param answers numbers of the buttons pressed, in order */
function open({ isPackaged = true, hasFeed = true, version = '9.9.9', answers = [] as number[] }) {
  const resourcesFolder = temporaryFolder();
  if (hasFeed) writeFileSync(join(resourcesFolder, 'app-update.yml'), 'provider: generic\n');
  const did: string[] = [];
  const updater = {
    autoDownload: true,
    checkForUpdates: async () => {
      did.push('asked the feed');
      return { isUpdateAvailable: version !== '', updateInfo: { version } };
    },
    downloadUpdate: async () => did.push('downloaded'),
    quitAndInstall: () => did.push('restarted'),
  };
  const said: string[] = [];
  const showMessageBox = async ({ message }: { message: string }) => {
    said.push(message);
    return { response: answers.shift() ?? 1 };
  };
  const updates = new Updates({
    electron: { app: { isPackaged }, dialog: { showMessageBox } } as never,
    resourcesFolder,
    text: () => hostText('en'),
    load: async () => updater as unknown as AppUpdater,
  });
  return { updates, did, said, updater };
}

test('nothing is contacted while it is off, in development, or without a feed', async () => {
  for (const how of [{ isPackaged: false }, { hasFeed: false }]) {
    const { updates, did } = open(how);
    updates.follow(true);
    await updates.check(true);
    expect([updates.isPossible, did]).toEqual([false, []]);
  }
  const { updates, did } = open({});
  updates.follow(false);
  expect([updates.isPossible, did]).toEqual([true, []]);
});

test('switched on, it looks by itself, and says nothing when there is nothing new', async () => {
  const { updates, did, said } = open({ version: '' });
  updates.follow(true);
  await vi.waitFor(() => {
    expect(did).toEqual(['asked the feed']);
  });
  updates.follow(false);
  expect(said).toEqual([]);
  await updates.check(true);
  expect(said).toEqual(['This is the newest version of Easel.']);
});

test('downloading and restarting each need a yes', async () => {
  const no = open({ answers: [1] });
  await no.updates.check(true);
  expect(no.did).toEqual(['asked the feed']);
  expect(no.updater.autoDownload).toBe(false);

  const later = open({ answers: [0, 1] });
  await later.updates.check(true);
  expect(later.did).toEqual(['asked the feed', 'downloaded']);

  const yes = open({ answers: [0, 0] });
  await yes.updates.check(true);
  expect(yes.did).toEqual(['asked the feed', 'downloaded', 'restarted']);
  expect(yes.said[0]).toBe('Easel 9.9.9 is available. Download it now?');
});
