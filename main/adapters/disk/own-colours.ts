/**
 * Changed pictures in the colours of what they were made of. Pipelines see sRGB of eight bits; a picture
 * of another RGB space or of more bits gets what they made brought back into its own, and keeps its own
 * samples, bit for bit, where nothing was to change.
 */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import type { Before } from '#main/core/gallery/picture-codec.port.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { isOpaque } from '#shared/numeric/is-opaque.ts';
import type { Samples } from '#shared/numeric/tone.ts';
import { withProfile } from './png-texts.ts';
import { fromRaw, openRaw, profileOf, type RawPicture } from './raw-picture.ts';

/** Pixels that are worked on before others have a turn. */
const STRIP = 1 << 18;
const FULL = 255;

/** Straight RGBA of some rows, from sRGB to the space of a profile, eight bits. */
type Convert = (rows: Uint8Array, width: number) => Promise<Uint8Array>;

/**
 * @param made straight RGBA in sRGB
 * @param compressionLevel of the file
 * @returns a PNG file that names its colour space; undefined where sRGB of eight bits is all there was
 */
export async function encodeInOwnColours(
  made: Pixels,
  before: Before,
  compressionLevel: number,
): Promise<Uint8Array | undefined> {
  const facts = await sharp(before.path, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  // Moved or deleted since: what was made of it is worth more than its colour space.
  if (facts === undefined) return undefined;
  const profile = profileOf(facts);
  const isDeep = facts.depth === 'ushort';
  if (profile === undefined && !isDeep) return undefined;
  const picture = await converting(profile, (convert) => composed(made, before, isDeep, convert));
  const source = isDeep ? fromRaw(picture).toColourspace('rgb16') : fromRaw(picture);
  if (isOpaque(made.rgba)) source.removeAlpha();
  return withProfile(await source.png({ compressionLevel }).toBuffer(), profile);
}

async function composed(
  made: Pixels,
  { path, pixels, mask, left, top }: Before,
  isDeep: boolean,
  convert: Convert,
): Promise<RawPicture> {
  const { width, height } = made;
  const count = width * height * 4;
  const most = isDeep ? 65_535 : 255;
  const data: Samples = isDeep ? new Uint16Array(count) : new Uint8Array(count);
  if (mask !== undefined) place(data, width, await openRaw(path), left, top);
  const rows = Math.max(1, Math.floor(STRIP / width));
  for (let y = 0; y < height; y += rows) {
    const from = y * width;
    const to = Math.min(height, y + rows) * width;
    const shares = mask?.subarray(from, to);
    await setImmediate();
    if (shares?.every((share) => share === 0) === true) continue;
    const part = await convert(made.rgba.subarray(from * 4, to * 4), width);
    const isSoft = shares?.some((share) => share > 0 && share < FULL) === true;
    const was = isSoft ? await convert(pixels.rgba.subarray(from * 4, to * 4), width) : part;
    lay(data.subarray(from * 4, to * 4), part, was, shares, most / FULL);
  }
  return { width, height, data, most };
}

/** A picture's own samples on a larger sheet. */
function place(sheet: Samples, width: number, own: RawPicture, left: number, top: number): void {
  for (let y = 0; y < own.height; y += 1) {
    const row = own.data.subarray(y * own.width * 4, (y + 1) * own.width * 4);
    sheet.set(row, ((top + y) * width + left) * 4);
  }
}

/**
 * What was made, in place of what was there. Where the mask is soft, `made` holds a share of `was`
 * already; that share gets back what sRGB had lost of it.
 */
function lay(
  data: Samples,
  made: Uint8Array,
  was: Uint8Array,
  shares: Uint8Array | undefined,
  unit: number,
): void {
  for (let at = 0; at < data.length; at += 1) {
    const share = shares === undefined ? FULL : shares[at >> 2]!;
    if (share === 0) continue;
    const fresh = made[at]! * unit;
    const lost = share === FULL ? 0 : (1 - share / FULL) * (data[at]! - was[at]! * unit);
    data[at] = Math.min(FULL * unit, Math.max(0, Math.round(fresh + lost)));
  }
}

/** libvips takes profiles from files only. */
async function converting<Result>(
  profile: Uint8Array | undefined,
  work: (convert: Convert) => Promise<Result>,
): Promise<Result> {
  if (profile === undefined) return work((rows) => Promise.resolve(rows));
  const path = join(tmpdir(), `easel-${randomUUID()}.icc`);
  await writeFile(path, profile);
  try {
    return await work((rows, width) => {
      const raw = { width, height: rows.length / (4 * width), channels: 4 as const };
      return sharp(rows, { raw }).withIccProfile(path).raw().toBuffer();
    });
  } finally {
    await rm(path, { force: true });
  }
}
