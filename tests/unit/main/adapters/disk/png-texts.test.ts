import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readPngTexts, withTexts } from '#main/adapters/disk/png-texts.ts';
import { Mt19937 } from '#shared/numeric/mt19937.ts';

const create = { width: 2, height: 2, channels: 4, background: '#123456' } as const;
const png = new Uint8Array(await sharp({ create }).png().toBuffer());

test('texts of any script come back, and the picture still decodes', async () => {
  const texts = [
    { key: 'easel', text: '{"prompt":"一只熊猫 🐼 مرحبا"}' },
    { key: 'parameters', text: 'a\nSteps: 3' },
  ];
  const file = withTexts(png, texts);
  expect(readPngTexts(file)).toEqual(texts);
  const { data } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  expect([...data.subarray(0, 3)]).toEqual([0x12, 0x34, 0x56]);
});

test('no damage to a file makes reading throw or run away', () => {
  const file = withTexts(png, [{ key: 'easel', text: 'x'.repeat(200) }]);
  const random = new Mt19937(3);
  for (let round = 0; round < 500; round += 1) {
    const broken = file.slice(0, random.nextUint32() % (file.length + 1));
    for (let hits = 0; hits < 4 && broken.length > 0; hits += 1) {
      broken[random.nextUint32() % broken.length] = random.nextUint32();
    }
    expect(() => readPngTexts(broken)).not.toThrow();
  }
  expect(readPngTexts(new Uint8Array())).toEqual([]);
});

test('a text that unpacks to more than it should is passed over', () => {
  const bomb = deflateSync(Buffer.alloc(64 << 20));
  const body = Buffer.concat([Buffer.from('bomb\0\0', 'latin1'), bomb]);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length, 0);
  header.write('zTXt', 4, 'latin1');
  const file = Buffer.concat([
    png.subarray(0, 33),
    header,
    body,
    Buffer.alloc(4),
    png.subarray(33),
  ]);
  expect(readPngTexts(file).map((entry) => entry.key)).not.toContain('bomb');
});
