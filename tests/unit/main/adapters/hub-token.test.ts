import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTokenFile } from '#main/adapters/hub/token-file.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const seal = {
  isAvailable: async () => true,
  seal: async (text: string) => Buffer.from(text).toReversed(),
  unseal: async (bytes: Uint8Array) => Buffer.from(bytes.toReversed()).toString(),
};

test('a token is kept where only its owner may read it, and forgotten when asked', async () => {
  const path = join(temporaryFolder(), 'hub-token');
  const token = openTokenFile(path, undefined);
  expect(await token.get()).toBeUndefined();
  await token.set(' hf_secret \n');
  expect(await openTokenFile(path, undefined).get()).toBe('hf_secret');
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  await token.set(undefined);
  expect(await token.get()).toBeUndefined();
});

test('where the system can seal, the file does not tell the token', async () => {
  const path = join(temporaryFolder(), 'hub-token');
  const token = openTokenFile(path, undefined, seal);
  await token.set('hf_secret');
  expect(readFileSync(path, 'utf8')).not.toContain('hf_secret');
  expect(await token.get()).toBe('hf_secret');
  expect(await openTokenFile(path, undefined).get()).toBeUndefined();
});

test('the environment comes first, and nothing that could split a header is taken', async () => {
  const path = join(temporaryFolder(), 'hub-token');
  await openTokenFile(path, undefined).set('hf_saved');
  const token = openTokenFile(path, 'hf_given');
  expect(token.isFixed).toBe(true);
  expect(await token.get()).toBe('hf_given');
  await openTokenFile(path, undefined).set('hf_a\r\nx-evil: 1');
  expect(await openTokenFile(path, undefined).get()).toBeUndefined();
});
