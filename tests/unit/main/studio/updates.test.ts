import { expect, test, vi } from 'vitest';
import { Updates } from '#main/studio/updates.ts';

/** @param answers what the person says, in order */
function open({ hasFeed = true, version = '9.9.9', answers = [] as boolean[] }) {
  const did: string[] = [];
  const updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    checkForUpdates: async () => {
      did.push('asked the feed');
      if (version === 'offline') throw new Error('no network');
      return { isUpdateAvailable: version !== '', updateInfo: { version } };
    },
    downloadUpdate: async () => did.push('downloaded'),
    quitAndInstall: () => did.push('restarted'),
  };
  const said: string[] = [];
  const updates = new Updates({
    hasFeed,
    load: async () => updater,
    ask: async (about, found) => {
      said.push(`${about} ${found}`);
      return answers.shift() ?? false;
    },
    tell: async (what) => void said.push(what),
  });
  return { updates, did, said, updater };
}

test('nothing is contacted while it is off or without a feed', async () => {
  const { updates, did } = open({ hasFeed: false });
  updates.follow(true);
  await updates.check(true);
  expect(did).toEqual([]);
  const other = open({});
  other.updates.follow(false);
  expect(other.did).toEqual([]);
});

test('switched on, it looks by itself, and speaks only of what is new', async () => {
  const { updates, did, said } = open({ version: '' });
  updates.follow(true);
  await vi.waitFor(() => {
    expect(did).toEqual(['asked the feed']);
  });
  updates.follow(false);
  expect(said).toEqual([]);
});

test.each([
  ['', 'none'],
  ['offline', 'failed'],
])(
  'asked by a person, it answers them also when there is nothing (%j)',
  async (version, answer) => {
    const { updates, said } = open({ version });
    await updates.check(true);
    expect(said).toEqual([answer]);
  },
);

test('downloading and restarting each need a yes', async () => {
  const no = open({ answers: [false] });
  await no.updates.check(true);
  expect(no.did).toEqual(['asked the feed']);
  expect([no.updater.autoDownload, no.updater.autoInstallOnAppQuit]).toEqual([false, false]);

  const later = open({ answers: [true, false] });
  await later.updates.check(true);
  expect(later.did).toEqual(['asked the feed', 'downloaded']);

  const yes = open({ answers: [true, true] });
  await yes.updates.check(true);
  expect(yes.did).toEqual(['asked the feed', 'downloaded', 'restarted']);
  expect(yes.said).toEqual(['found 9.9.9', 'ready 9.9.9']);
});
