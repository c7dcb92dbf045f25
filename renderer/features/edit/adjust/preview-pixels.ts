/** An adjustment of a small picture, by the same code as the full one. */
import { toneOf, type Geometry, type Tone } from '#shared/domain/adjustment.ts';
import type { Size } from '#shared/domain/size.ts';
import { mixSamples } from '#shared/numeric/blend.ts';
import { blurPixels, LEAST_SIGMA, sharpenPixels } from '#shared/numeric/detail.ts';
import { applyMatte, type Matte } from '#shared/numeric/matte.ts';
import { cutOf, turnedSize } from '#shared/numeric/straighten.ts';
import { toneMapper } from '#shared/numeric/tone.ts';

const MOST = 255;

/** Straight RGBA uint8 [height, width, 4]. */
export interface SmallPicture extends Size {
  readonly rgba: Uint8Array;
}

export interface PreviewOrder {
  readonly tone: Tone;
  /** Side of the small picture by side of the picture. */
  readonly scale: number;
  /** uint8 [height, width] of the small picture: where tone may change; absent: everywhere. */
  readonly mask?: Uint8Array | undefined;
  readonly matte?: Matte | undefined;
}

/** All but turning and cropping. The source stays as it is. */
export function adjustedPixels(
  source: SmallPicture,
  { tone, scale, mask, matte }: PreviewOrder,
): Uint8Array {
  const { width, height } = source;
  let rgba = source.rgba.slice();
  toneMapper(tone, MOST)?.(rgba, 0, width * height);
  blurPixels(rgba, width, height, toneOf(tone, 'blur') * scale);
  const amount = toneOf(tone, 'sharpen') / 100;
  const radius = toneOf(tone, 'radius') * scale;
  if (amount > 0 && radius >= LEAST_SIGMA) {
    const around = rgba.slice();
    blurPixels(around, width, height, radius);
    sharpenPixels(rgba, around, amount, MOST);
  }
  if (mask !== undefined) {
    const mixed = source.rgba.slice();
    mixSamples(mixed, rgba, mask);
    rgba = mixed;
  }
  if (matte !== undefined) applyMatte(matte, rgba, { width, height }, MOST);
  return rgba;
}

interface Stage {
  readonly canvas: HTMLCanvasElement;
  /** Of the picture, in its own pixels. */
  readonly size: Size;
  readonly geometry: Geometry;
  /** Whether all of the turned picture is shown, not only what is kept. */
  readonly isWhole: boolean;
  readonly scale: number;
}

/** Draws a small picture mirrored, turned, straightened and cut, in this order. */
export function drawMoved(
  image: CanvasImageSource,
  { canvas, size, geometry, isWhole, scale }: Stage,
): void {
  const frame = turnedSize(size, geometry);
  const cut = isWhole ? { left: 0, top: 0, ...frame } : cutOf(size, geometry);
  canvas.width = Math.max(1, Math.round(cut.width * scale));
  canvas.height = Math.max(1, Math.round(cut.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.imageSmoothingQuality = 'high';
  context.scale(canvas.width / cut.width, canvas.height / cut.height);
  context.translate(frame.width / 2 - cut.left, frame.height / 2 - cut.top);
  context.rotate((geometry.angle * Math.PI) / 180 + (geometry.turns * Math.PI) / 2);
  if (geometry.isMirrored) context.scale(-1, 1);
  context.drawImage(image, -size.width / 2, -size.height / 2, size.width, size.height);
}
