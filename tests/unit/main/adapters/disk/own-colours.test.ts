/** What was made of a picture, written in that picture's own colour space and depth. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { openRaw } from '#main/adapters/disk/raw-picture.ts';
import { SharpCodec } from '#main/adapters/disk/sharp-codec.ts';
import type { Before } from '#main/core/gallery/picture-codec.port.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const codec = new SharpCodec();
const [WIDTH, HEIGHT] = [24, 10];
/** Strong colours, most of which sRGB has not when they are Display P3's. */
const own = Uint8Array.from(
  { length: WIDTH * HEIGHT * 3 },
  (_, at) => (at * 67 + (at % 5) * 9) % 256,
);

interface Written extends Before {
  readonly mask: Uint8Array;
}

/** A file whose samples are told exactly, whatever its profile. */
async function write(bits: 8 | 16, profile: string | undefined): Promise<Written> {
  const path = join(temporaryFolder(), 'before.png');
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const };
  const deep = Uint16Array.from(own, (value, at) => value * 257 - (value > 0 ? at % 200 : 0));
  const source = bits === 16 ? sharp(deep, { raw }).toColourspace('rgb16') : sharp(own, { raw });
  const tagged = profile === undefined ? source : source.withIccProfile(profile);
  await tagged.png().toFile(path);
  const pixels = await codec.readPixels(path, 'before', 100);
  // Left of the middle nothing, then a soft edge, then all.
  const mask = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
    Math.min(255, Math.max(0, ((at % WIDTH) - 11) * 51)),
  );
  return { path, pixels, mask, left: 0, top: 0 };
}

/** What a pipeline would answer: green where the mask says so, blended in sRGB. */
function painted({ pixels, mask }: Written): Before['pixels'] {
  const rgba = pixels.rgba.map((value, at) => {
    const share = (mask[at >> 2] ?? 0) / 255;
    return Math.round(value * (1 - share) + ([30, 200, 60, 255][at % 4] ?? 0) * share);
  });
  return { ...pixels, rgba };
}

for (const [bits, profile] of [
  [8, 'p3'],
  [16, 'p3'],
  [16, undefined],
] as const) {
  test(`${bits} bits of ${profile ?? 'sRGB'} are kept, and what is made is right in them`, async () => {
    const before = await write(bits, profile);
    const file = await codec.encodeChanged(painted(before), before, [{ key: 'Note', text: 'one' }]);
    expect(await codec.readTexts(file)).toEqual([{ key: 'Note', text: 'one' }]);
    const [was, now] = [await sharp(before.path).metadata(), await sharp(file).metadata()];
    expect([now.depth, now.icc]).toEqual([bits === 16 ? 'ushort' : 'uchar', was.icc]);
    const after = join(temporaryFolder(), 'after.png');
    writeFileSync(after, file);
    const [source, made] = [await openRaw(before.path), await openRaw(after)];
    for (const [pixel, share] of before.mask.entries()) {
      if (share > 0) continue;
      const [from, to] = [pixel * 4, pixel * 4 + 4];
      expect([...made.data.subarray(from, to)]).toEqual([...source.data.subarray(from, to)]);
    }
    const seen = await codec.readPixels(after, 'after', 100);
    for (const [pixel, share] of before.mask.entries()) {
      if (share < 255) continue;
      const colour = seen.rgba.subarray(pixel * 4, pixel * 4 + 4);
      for (const [at, wanted] of [30, 200, 60, 255].entries()) {
        expect(Math.abs(colour[at]! - wanted)).toBeLessThan(4);
      }
    }
    // In between no step is larger than what was asked for, though sRGB had clipped the colours.
    const value = (data: ArrayLike<number>, x: number): number => data[(3 * WIDTH + x) * 4]!;
    for (let x = 12; x < 16; x += 1) {
      const share = ((x - 11) * 51) / 255;
      const target = value(made.data, WIDTH - 1);
      const wanted = value(source.data, x) * (1 - share) + target * share;
      expect(Math.abs(value(made.data, x) - wanted)).toBeLessThan(source.most * 0.12);
    }
  });
}

test('a source that is gone meanwhile costs its colour space, not what was made of it', async () => {
  const before = await write(8, 'p3');
  const gone = { ...before, path: `${before.path}.gone` };
  const facts = await sharp(await codec.encodeChanged(painted(before), gone, [])).metadata();
  expect(facts).toMatchObject({ width: WIDTH, height: HEIGHT, depth: 'uchar' });
  expect(facts.icc).toBeUndefined();
});
