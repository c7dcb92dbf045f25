/** Exports of pictures of sixteen bits. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { SharpCodec } from '#main/adapters/disk/sharp-codec.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const codec = new SharpCodec();
const raw = { width: 12, height: 9, channels: 3 as const };
const samples = Uint16Array.from({ length: 12 * 9 * 3 }, (_, at) => (at * 9973) % 65_536);
const deep = sharp(samples, { raw }).toColourspace('rgb16');

async function samplesOf(bytes: Uint8Array): Promise<Uint16Array> {
  const source = sharp(bytes, { ignoreIcc: true }).toColourspace('rgb16');
  const data = await source.raw({ depth: 'ushort' }).toBuffer();
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

for (const profile of [undefined, 'p3'] as const) {
  const tagged = profile === undefined ? deep.clone() : deep.clone().withIccProfile(profile);
  const file = tagged.png().toBuffer();
  const written = async (): Promise<string> => {
    const path = join(temporaryFolder(), 'deep.png');
    writeFileSync(path, await file);
    return path;
  };

  test.each(['png', 'tiff'] as const)(
    `keep every bit, ${profile ?? 'sRGB'}, %s`,
    async (format) => {
      const bytes = await codec.encode(await written(), { format, quality: 90, texts: [] });
      const facts = await sharp(bytes).metadata();
      expect(facts.depth).toBe('ushort');
      expect(facts.icc === undefined).toBe(profile === undefined);
      expect(await samplesOf(bytes)).toEqual(samples);
    },
  );

  test(`have eight where the format has no more, ${profile ?? 'sRGB'}`, async () => {
    const bytes = await codec.encode(await written(), { format: 'webp', quality: 90, texts: [] });
    const facts = await sharp(bytes).metadata();
    expect(facts.depth).toBe('uchar');
    expect(facts.icc === undefined).toBe(profile === undefined);
  });
}

test('of grey become colours of sixteen bits', async () => {
  const path = join(temporaryFolder(), 'grey.png');
  const grey = samples.slice(0, 12 * 9);
  const source = sharp(grey, { raw: { ...raw, channels: 1 } }).toColourspace('grey16');
  await source.png().toFile(path);
  const bytes = await codec.encode(path, { format: 'png', quality: 90, texts: [] });
  const read = await samplesOf(bytes);
  expect(Array.from(grey, (_, at) => read[at * 3])).toEqual([...grey]);
});
