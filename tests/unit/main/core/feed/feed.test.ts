import { expect, test } from 'vitest';
import { Feed } from '#main/core/feed/feed.ts';

interface News {
  readonly seq: number;
  readonly text: string;
}

function open() {
  const feed = new Feed<News>(({ text }) => (text.startsWith('latest') ? 'latest' : undefined));
  const say = (text: string): void => feed.publish((seq) => ({ seq, text }));
  const watch = (signal?: AbortSignal) => feed.watch((seq) => ({ seq, text: 'snapshot' }), signal);
  return { say, watch };
}

test('a watcher gets a snapshot, then everything that came after it, in order', async () => {
  const { say, watch } = open();
  say('before');
  const events = watch();
  expect((await events.next()).value).toEqual({ seq: 1, text: 'snapshot' });
  say('one');
  say('two');
  expect((await events.next()).value).toEqual({ seq: 2, text: 'one' });
  expect((await events.next()).value).toEqual({ seq: 3, text: 'two' });
});

test('a slow watcher loses nothing that matters and keeps one of what only tells the latest', async () => {
  const { say, watch } = open();
  const events = watch();
  await events.next();
  say('first');
  for (let at = 0; at < 1000; at += 1) say(`latest ${at}`);
  say('last');
  const kept = [];
  for (let at = 0; at < 3; at += 1) kept.push((await events.next()).value?.text);
  expect(kept).toEqual(['first', 'latest 999', 'last']);
});

test('an aborted watcher ends, also while it waits, and the others go on', async () => {
  const { say, watch } = open();
  const controller = new AbortController();
  const aborted = watch(controller.signal);
  const other = watch();
  await Promise.all([aborted.next(), other.next()]);
  const waiting = aborted.next();
  controller.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  say('still here');
  expect((await other.next()).value?.text).toBe('still here');
});
