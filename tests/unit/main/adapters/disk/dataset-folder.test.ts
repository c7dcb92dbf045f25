import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetFolder } from '#main/adapters/disk/dataset-folder.ts';
import { decodeText } from '#main/adapters/disk/decode-text.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const folder = new DatasetFolder();

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

describe('folders of pictures', () => {
  it('lists pictures of all folders in it, in the order of their numbers, up to the limit', async () => {
    const root = folderWith({
      'a10.png': 'x',
      'a2.png': 'x',
      'sub/b.JPG': 'x',
      '.git/c.png': 'x',
      'n.md': '',
    });
    const { pictures, total } = await folder.list(root, 2);
    expect(pictures.map(({ name }) => name)).toEqual(['a2.png', 'a10.png']);
    expect(total).toBe(3);
  });

  it('tells what is of a kind that is not opened, and where links lead', async () => {
    const root = folderWith({ 'a.png': 'x', 'b.HEIC': 'x', 'c.psd': 'x', 'd.cr2': 'x' });
    const outside = folderWith({ 'secret.png': 'x' });
    symlinkSync(join(root, 'gone.png'), join(root, 'broken.png'));
    symlinkSync(join(outside, 'secret.png'), join(root, 'out.png'));
    symlinkSync(outside, join(root, 'away'));
    symlinkSync(root, join(root, 'round'));
    symlinkSync(join(root, 'a.png'), join(root, 'same.png'));
    const { pictures } = await folder.list(root, 100);
    expect(
      pictures.map(({ name, isUnsupported, problem }) => [
        name,
        isUnsupported ? 'unsupported' : (problem?.params['reason'] ?? 'fine'),
      ]),
    ).toEqual([
      ['a.png', 'fine'],
      ['b.HEIC', 'unsupported'],
      ['broken.png', 'the link leads nowhere'],
      ['c.psd', 'unsupported'],
      ['d.cr2', 'unsupported'],
      ['out.png', 'the link leads out of the folder'],
      ['same.png', 'fine'],
    ]);
  });

  it('says why there is nothing to list', async () => {
    const root = folderWith({ 'file.png': 'x' });
    const missing = expect.objectContaining({ code: 'dataset.source-missing' });
    await expect(folder.list(join(root, 'none'), 9)).rejects.toEqual(missing);
    await expect(folder.list(join(root, 'file.png'), 9)).rejects.toEqual(missing);
  });

  // Nothing is forbidden to root.
  it.skipIf(process.getuid?.() === 0)('tells of folders that may not be read', async () => {
    const root = folderWith({ 'a.png': 'x', 'closed/b.png': 'x' });
    chmodSync(join(root, 'closed'), 0);
    const { pictures } = await folder.list(root, 9);
    expect(pictures.map(({ problem }) => problem?.code)).toEqual([
      undefined,
      'dataset.not-readable',
    ]);
    chmodSync(root, 0);
    await expect(folder.list(root, 9)).rejects.toMatchObject({ code: 'dataset.not-readable' });
    chmodSync(root, 0o700);
  });

  it('reads captions from files beside pictures before tables, and writes them when asked', async () => {
    const root = folderWith({
      ...{ 'a.png': 'x', 'a.txt': ' a  fox\n', 'b.png': 'x', 'sub/c.png': 'x', 'd.png': 'x' },
      'metadata.jsonl': [
        '{"file_name":"a.png","text":"from the table"}',
        'no json',
        '{"file_name":"b.png","caption":"a cat"}',
        '{"image":"./sub/c.png","prompt":["a dog","another"]}',
      ].join('\n'),
    });
    const { pictures } = await folder.list(root, 9);
    expect(pictures.map(({ name, caption }) => [name, caption?.text, caption?.origin])).toEqual([
      ['a.png', 'a fox', 'sidecar'],
      ['b.png', 'a cat', 'table'],
      ['d.png', undefined, undefined],
      ['sub/c.png', 'a dog', 'table'],
    ]);
    await folder.writeCaptions(root, [{ name: 'sub/c.png', text: 'a good dog' }]);
    expect(readFileSync(join(root, 'sub/c.txt'), 'utf8')).toBe('a good dog\n');
  });
});

describe('text of unknown encoding', () => {
  const chinese = '红苹果，水彩';
  it.each([
    ['UTF-8', new TextEncoder().encode(`é ${chinese}`), `é ${chinese}`],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${chinese}`), chinese],
    ['UTF-16', Buffer.from(`\ufeff${chinese}`, 'utf16le'), chinese],
    ['UTF-16, the other way', Buffer.from(`\ufeff${chinese}`, 'utf16le').swap16(), chinese],
    ['GB 18030', Uint8Array.from([0xba, 0xec, 0xc6, 0xbb, 0xb9, 0xfb]), '红苹果'],
    ['Western', Buffer.from('une forêt bleutée', 'latin1'), 'une forêt bleutée'],
  ])('%s', (_, bytes, text) => {
    expect(decodeText(bytes)).toBe(text);
  });
});
