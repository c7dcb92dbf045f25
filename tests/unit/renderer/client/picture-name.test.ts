import { expect, test } from 'vitest';
import { downloadName } from '#renderer/client/picture-name.ts';
import type { Picture } from '#shared/domain/picture.ts';

function made(expandedPrompt: string): Picture {
  return { generation: { expandedPrompt, seed: 7 } } as Picture;
}

test('a download is named after its prompt and seed, in any language', () => {
  expect(downloadName(made('A red apple, (glossy:1.3)!'))).toBe('a-red-apple-glossy-1-3-7.png');
  expect(downloadName(made('一个红苹果'))).toBe('一个红苹果-7.png');
  expect(downloadName(made('🍎'))).toBe('picture-7.png');
});

test('no name climbs, and none is endless', () => {
  expect(downloadName(made('../../etc/passwd'))).toBe('etc-passwd-7.png');
  expect(downloadName(made('word '.repeat(100))).length).toBeLessThan(60);
});

test('an import keeps its own name', () => {
  expect(downloadName({ sourceName: 'Holiday 1.jpeg' } as Picture)).toBe('holiday-1.png');
});
