/** Adjustments of files of every kind: the right pixels, in the colour space and depth of the file. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { adjustPicture } from '#main/adapters/adjust/adjust-picture.ts';
import type { AdjustedPicture } from '#main/core/edit/picture-adjuster.port.ts';
import { adjustedPixels } from '#renderer/features/edit/adjust/preview-pixels.ts';
import type { Adjustment, Geometry } from '#shared/domain/adjustment.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const [WIDTH, HEIGHT] = [90, 60];
const straight: Geometry = { isMirrored: false, turns: 0, angle: 0 };
const upsideDown: Adjustment = { tone: {}, geometry: { ...straight, turns: 2 } };

/** Every pixel another one. */
function samples(channels: 3 | 4, most = 255): Uint8Array | Uint16Array {
  const values = Array.from({ length: WIDTH * HEIGHT * channels }, (_, at) =>
    channels === 4 && at % 4 === 3
      ? (at * 13) % (most + 1)
      : (at * 97 + (at % 11) * 31) % (most + 1),
  );
  return most > 255 ? Uint16Array.from(values) : Uint8Array.from(values);
}

const picture = (channels: 3 | 4 = 3): Sharp =>
  sharp(samples(channels), { raw: { width: WIDTH, height: HEIGHT, channels } });

async function file(source: Sharp, name = 'one.png'): Promise<string> {
  const path = join(temporaryFolder(), name);
  await source.toFile(path);
  return path;
}

const adjust = (path: string, adjustment: Adjustment): Promise<AdjustedPicture> =>
  adjustPicture({ path, adjustment, texts: [] }, async () => undefined);

const bytesOf = (from: string | Uint8Array): Promise<Buffer> =>
  sharp(from, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();

async function deepOf(from: string | Uint8Array): Promise<Uint16Array> {
  const source = sharp(from, { ignoreIcc: true }).toColourspace('rgb16').ensureAlpha();
  const data = await source.raw({ depth: 'ushort' }).toBuffer();
  return new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
}

test('turns, flips and crops move pixels and change none', async () => {
  const path = await file(picture(4));
  const crop = { left: 1 / 3, top: 0.25, width: 0.5, height: 0.5 };
  const made = await adjust(path, { tone: {}, geometry: { ...straight, isMirrored: true, crop } });
  expect(made).toMatchObject({ width: 45, height: 30, hasAlpha: true });
  const expected = await sharp(await sharp(path).flop().png().toBuffer())
    .extract({ left: 30, top: 15, width: 45, height: 30 })
    .raw()
    .toBuffer();
  expect(await bytesOf(made.bytes)).toEqual(expected);
  const turned = await adjust(path, { tone: {}, geometry: { ...straight, turns: 1 } });
  expect(turned).toMatchObject({ width: HEIGHT, height: WIDTH });
  expect(await bytesOf(turned.bytes)).toEqual(await sharp(path).rotate(90).raw().toBuffer());
});

test('straightened it shows no clear corner, and goes clockwise', async () => {
  const half = Buffer.from(
    '<svg width="200" height="120"><rect width="200" height="120" fill="#fff"/><rect width="200" height="60" fill="#000"/></svg>',
  );
  const made = await adjust(await file(sharp(half)), {
    tone: {},
    geometry: { ...straight, angle: 10 },
  });
  const rgba = await bytesOf(made.bytes);
  for (let at = 3; at < rgba.length; at += 4) expect(rgba[at]).toBe(255);
  const edgeAt = (x: number): number => {
    let y = 0;
    while (rgba[(y * made.width + x) * 4]! < 128) y += 1;
    return y;
  };
  const fall = edgeAt(made.width - 5) - edgeAt(5);
  expect(fall / (made.width - 10)).toBeCloseTo(Math.tan(Math.PI / 18), 1);
});

test('16 bits stay 16 bits, in their own wide colour space', async () => {
  const deep = sharp(samples(3, 65_535), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
  const path = await file(deep.toColourspace('rgb16').withIccProfile('p3'));
  const made = await adjust(path, upsideDown);
  const facts = await sharp(made.bytes).metadata();
  expect(facts).toMatchObject({ depth: 'ushort', space: 'rgb16' });
  expect(facts.icc).toEqual((await sharp(path).metadata()).icc);
  const [before, after] = [await deepOf(path), await deepOf(made.bytes)];
  for (let at = 0; at < before.length; at += 4) {
    const other = before.length - 4 - at;
    expect(after.subarray(other, other + 3)).toEqual(before.subarray(at, at + 3));
  }
  const lit = await deepOf((await adjust(path, { tone: { gamma: 1.01 } })).bytes);
  // Finer than 8 bits could tell.
  expect(lit.some((value, at) => value !== before[at] && value - before[at]! < 257)).toBe(true);
});

test('Display P3 keeps its profile and its numbers; what has none is said to be sRGB', async () => {
  const path = await file(picture().withIccProfile('p3'));
  const made = await adjust(path, upsideDown);
  expect((await sharp(made.bytes).metadata()).icc).toEqual((await sharp(path).metadata()).icc);
  const [before, after] = [await bytesOf(path), await bytesOf(made.bytes)];
  expect(after.subarray(-4)).toEqual(before.subarray(0, 4));
  // Seen by a program that knows profiles, the picture is the same one.
  const seen = (from: string | Uint8Array): Promise<Buffer> =>
    sharp(from).ensureAlpha().raw().toBuffer();
  expect((await seen(made.bytes)).subarray(-4)).toEqual((await seen(path)).subarray(0, 4));
  const plain = await adjust(await file(picture()), upsideDown);
  expect(Buffer.from(plain.bytes).indexOf('sRGB', 0, 'latin1')).toBe(37);
});

test('CMYK and grey become sRGB by their profiles', async () => {
  const cmyk = await file(
    picture().blur(3).withIccProfile('cmyk').toColourspace('cmyk').jpeg(),
    'c.jpg',
  );
  const made = await adjust(cmyk, upsideDown);
  expect(await sharp(made.bytes).metadata()).toMatchObject({ space: 'srgb', channels: 3 });
  const expected = await sharp(cmyk)
    .toColourspace('srgb')
    .rotate(180)
    .ensureAlpha()
    .raw()
    .toBuffer();
  expect(await bytesOf(made.bytes)).toEqual(expected);
  const grey = await file(picture().greyscale());
  const [red, green, blue] = await bytesOf(
    (await adjust(grey, { tone: { temperature: 60 } })).bytes,
  );
  expect(red).toBeGreaterThan(blue!);
  expect(green).toBeGreaterThan(0);
});

test('a picture on its side is adjusted upright; of an animation the first frame', async () => {
  const path = await file(picture().withMetadata({ orientation: 6 }).jpeg(), 'side.jpg');
  const made = await adjust(path, { tone: { exposure: 0.1 } });
  expect(made).toMatchObject({ width: HEIGHT, height: WIDTH });
  expect((await sharp(made.bytes).metadata()).orientation).toBeUndefined();
  const frames = await Promise.all(
    ['#f00', '#0f0'].map((background) =>
      sharp({ create: { width: 20, height: 10, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const moving = await file(sharp(frames, { join: { animated: true } }).gif(), 'two.gif');
  const still = await adjust(moving, upsideDown);
  expect(still).toMatchObject({ width: 20, height: 10 });
  expect([...(await bytesOf(still.bytes)).subarray(0, 4)]).toEqual([255, 0, 0, 255]);
});

test('clear pixels stay clear, and lend no colour to a blur', async () => {
  const svg = '<svg width="60" height="60"><circle cx="30" cy="30" r="20" fill="#fff"/></svg>';
  const path = await file(sharp(Buffer.from(svg)));
  const rgba = await bytesOf((await adjust(path, { tone: { blur: 3, exposure: 0.2 } })).bytes);
  expect(rgba[3]).toBe(0);
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3]! > 8) expect(rgba[at]).toBeGreaterThan(245);
  }
  const clear = await file(
    sharp({
      create: { width: 9, height: 9, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } },
    }),
  );
  expect(await adjust(clear, { tone: { gamma: 2 } })).toMatchObject({ width: 9, hasAlpha: true });
  const nothing = adjust(clear, { tone: {}, background: { of: 'ground', tolerance: 0.2 } });
  await expect(nothing).rejects.toMatchObject({ code: 'edit.nothing-left' });
});

test('the background goes, and the file beside it stays as it was', async () => {
  const svg =
    '<svg width="400" height="300"><rect width="400" height="300" fill="#cde"/><circle cx="200" cy="150" r="90" fill="#a22"/></svg>';
  const path = await file(sharp(Buffer.from(svg)).removeAlpha());
  const hash = (): string => createHash('sha256').update(readFileSync(path)).digest('hex');
  const before = hash();
  const made = await adjust(path, { tone: {}, background: { of: 'ground', tolerance: 0.2 } });
  const rgba = await bytesOf(made.bytes);
  let wrong = 0;
  for (let at = 0; at < 400 * 300; at += 1) {
    const distance = Math.hypot((at % 400) - 199.5, Math.floor(at / 400) - 149.5);
    if (distance > 92 && rgba[at * 4 + 3] !== 0) wrong += 1;
    if (distance < 88 && rgba[at * 4 + 3] !== 255) wrong += 1;
  }
  expect(wrong).toBe(0);
  expect(hash()).toBe(before);
});

test('behind a mask not one bit changes elsewhere', async () => {
  const path = await file(picture(4));
  const folder = temporaryFolder();
  const white = Buffer.from(
    `<svg width="90" height="60"><rect x="45" width="45" height="60" fill="#fff"/></svg>`,
  );
  const mask = join(folder, 'mask.png');
  await sharp({ create: { width: 90, height: 60, channels: 3, background: '#000' } })
    .composite([{ input: white }])
    .png()
    .toFile(mask);
  const made = await adjustPicture(
    {
      path,
      adjustment: { tone: { exposure: 1, blur: 2 } },
      mask: { path: mask, feather: 0 },
      texts: [],
    },
    async () => undefined,
  );
  const [before, after] = [await bytesOf(path), await bytesOf(made.bytes)];
  let changed = 0;
  for (let at = 0; at < before.length; at += 4) {
    const isMarked = (at / 4) % WIDTH >= 45;
    const isSame = before.compare(after, at, at + 4, at, at + 4) === 0;
    if (!isMarked) expect(isSame).toBe(true);
    else if (!isSame) changed += 1;
  }
  expect(changed).toBeGreaterThan(WIDTH * HEIGHT * 0.4);
});

test('what the screen previews is what the file gets', async () => {
  const path = await file(picture().blur(1.5));
  const rgba = new Uint8Array(await bytesOf(path));
  for (const [tone, limit] of [
    [{ exposure: 0.5, contrast: 20, black: 10, temperature: 30 }, 0],
    [{ hue: 40, saturation: 30 }, 0],
    [{ blur: 3 }, 2],
    [{ sharpen: 120, radius: 1.5 }, 3],
  ] as const) {
    const small = { width: WIDTH, height: HEIGHT, rgba };
    const preview = adjustedPixels(small, { tone, scale: 1 });
    const full = await bytesOf((await adjust(path, { tone })).bytes);
    const most = preview.reduce((sum, value, at) => Math.max(sum, Math.abs(value - full[at]!)), 0);
    expect(most).toBeLessThanOrEqual(limit);
  }
});
