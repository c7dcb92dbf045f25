/** An adjustment from file to file, step after step in the order that `Adjustment` tells. */
import { toneOf, type Adjustment, type Tone } from '#shared/domain/adjustment.ts';
import type { AdjustedPicture, AdjustOrder } from '#main/core/edit/picture-adjuster.port.ts';
import { withProfile, withTexts } from '#main/adapters/disk/png-texts.ts';
import { readPlane } from '#main/adapters/disk/mask-folder.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { mixSamples } from '#shared/numeric/blend.ts';
import { LEAST_SIGMA, sharpenPixels } from '#shared/numeric/detail.ts';
import { featherPlane } from '#shared/numeric/feather-plane.ts';
import { shrinkInside } from '#shared/numeric/geometry.ts';
import { subjectOf } from '#shared/numeric/ground.ts';
import { applyMatte, MATTE_SIDE, solveMatte } from '#shared/numeric/matte.ts';
import { toneMapper, type Samples } from '#shared/numeric/tone.ts';
import { reshaped } from './reshape.ts';
import { openRaw, fromRaw, through, type RawPicture } from '../disk/raw-picture.ts';

/** Pixels between two looks at whether somebody has cancelled. */
const STRIP = 1 << 19;
/** From so many pixels on, a file that is a little larger is worth the time. */
const LARGE = 12_000_000;

/** @param rest is awaited now and then, and throws when the work is no longer wanted */
export async function adjustPicture(
  { path, adjustment, mask, subject, texts }: Omit<AdjustOrder, 'name'>,
  rest: () => Promise<void>,
): Promise<AdjustedPicture> {
  const opened = await openRaw(path);
  let picture: RawPicture = opened;
  await rest();
  picture = await toned(picture, adjustment.tone, mask, rest);
  if (adjustment.background !== undefined) {
    await takeBackground(picture, adjustment.background, subject, rest);
  }
  picture = await reshaped(picture, adjustment);
  await rest();
  const { geometry, background } = adjustment;
  const hasAlpha =
    opened.hasAlpha ||
    background !== undefined ||
    (geometry?.crop !== undefined && geometry.angle !== 0);
  const { width, height } = picture;
  const bytes = await encoded(picture, hasAlpha);
  return { bytes: withTexts(withProfile(bytes, opened.profile), texts), width, height, hasAlpha };
}

/** Tone, colour, blur and sharpness; behind a mask as strongly as that says. */
async function toned(
  picture: RawPicture,
  tone: Tone,
  mask: AdjustOrder['mask'],
  rest: () => Promise<void>,
): Promise<RawPicture> {
  const map = toneMapper(tone, picture.most);
  const [blur, amount] = [toneOf(tone, 'blur'), toneOf(tone, 'sharpen') / 100];
  if (map === undefined && blur < LEAST_SIGMA && amount === 0) return picture;
  const { width, height, data, most } = picture;
  const before = mask === undefined ? undefined : data.slice();
  for (let from = 0; map !== undefined && from < width * height; from += STRIP) {
    map(data, from, Math.min(width * height, from + STRIP));
    await rest();
  }
  let made = picture;
  if (blur >= LEAST_SIGMA) made = await softened(made, blur);
  if (amount > 0) {
    await rest();
    const { data: around } = await softened(made, toneOf(tone, 'radius'));
    sharpenPixels(made.data, around, amount, most);
  }
  await rest();
  if (before === undefined || mask === undefined) return made;
  const plane = await readPlane(mask.path, width, height);
  featherPlane(plane, width, height, mask.feather);
  mixSamples(before, made.data, plane);
  return { ...made, data: before };
}

/** By the exact filter: what is quicker is seen on smooth grounds. */
function softened(picture: RawPicture, sigma: number): Promise<RawPicture> {
  return through(picture, (source) =>
    source.blur({ sigma, precision: 'float', minAmplitude: 0.01 }),
  );
}

async function takeBackground(
  picture: RawPicture,
  background: NonNullable<Adjustment['background']>,
  subject: string | undefined,
  rest: () => Promise<void>,
): Promise<void> {
  const { width, height, data, most } = picture;
  const small = shrinkInside(picture, { width: MATTE_SIDE, height: MATTE_SIDE });
  const seen = await fromRaw(picture)
    .resize({ ...small, fit: 'fill' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
  const stays =
    background.of === 'ground' || subject === undefined
      ? subjectOf(
          seen,
          small.width,
          small.height,
          'tolerance' in background ? background.tolerance : 0,
          background.of === 'ground' && background.hasHoles === true,
        )
      : Float32Array.from(
          await readPlane(subject, small.width, small.height),
          (value) => value / 255,
        );
  const matte = solveMatte(seen, stays, small.width, small.height);
  const rows = Math.max(1, Math.floor(STRIP / width));
  for (let top = 0; top < height; top += rows) {
    const strip = data.subarray(top * width * 4, Math.min(height, top + rows) * width * 4);
    applyMatte(matte, strip, { width, height }, most, top);
    await rest();
  }
  if (!isAnythingSeen(data)) throw new EaselError('edit.nothing-left');
}

function isAnythingSeen(rgba: Samples): boolean {
  for (let at = 3; at < rgba.length; at += 4) {
    if (rgba[at] !== 0) return true;
  }
  return false;
}

function encoded(picture: RawPicture, hasAlpha: boolean): Promise<Uint8Array> {
  const isDeep = picture.most > 255;
  let source = fromRaw(picture);
  if (!hasAlpha) source = source.removeAlpha();
  if (isDeep) source = source.toColourspace('rgb16');
  const isLarge = picture.width * picture.height > LARGE;
  return source.png({ compressionLevel: isLarge ? 3 : 7 }).toBuffer();
}
