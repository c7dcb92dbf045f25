import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UploadFolder } from '#main/adapters/disk/upload-folder.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

async function* chunks(count: number, breaksAt = -1): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at += 1) {
    if (at === breaksAt) throw new Error('the line broke');
    yield await Promise.resolve(new Uint8Array(100).fill(at));
  }
}

test('what comes is a file until it is released', async () => {
  const folder = join(temporaryFolder(), 'uploads');
  const space = new UploadFolder(folder, 1000);
  const file = await space.receive(chunks(10), 'a.png');
  expect([file.bytes, readFileSync(file.path).length]).toEqual([1000, 1000]);
  await file.release();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['too much', chunks(11), 'picture.file-too-large'],
  ['far too much', chunks(1_000_000), 'picture.file-too-large'],
  ['nothing', chunks(0), 'picture.empty'],
])('%s is refused and leaves nothing', async (_name, body, code) => {
  const folder = join(temporaryFolder(), 'uploads');
  const space = new UploadFolder(folder, 1000);
  await expect(space.receive(body, 'a.png')).rejects.toMatchObject({ code });
  expect(readdirSync(folder)).toEqual([]);
});

test('what breaks off leaves nothing, and what a crash left is swept', async () => {
  const folder = join(temporaryFolder(), 'uploads');
  const space = new UploadFolder(folder);
  await expect(space.receive(chunks(9, 5), 'a.png')).rejects.toThrow('the line broke');
  expect(readdirSync(folder)).toEqual([]);
  await space.receive(chunks(3), 'left.png');
  await space.sweep();
  expect(existsSync(folder)).toBe(false);
});
