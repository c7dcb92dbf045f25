/**
 * Separable resize with antialiasing, bicubic or bilinear: the filters that CLIP's preprocessing was
 * defined with. Same kernels (Keys 1981, a = -0.5; the triangle), same window rule and, for 8-bit
 * pixels, same arithmetic as Pillow's.
 */
import { premultiply, unpremultiply } from './colour.ts';

const A = -0.5;
/** Pillow's weights for 8-bit pixels are whole numbers of this fraction. */
const FRACTION = 2 ** 22;

export type ResizeFilter = 'bicubic' | 'bilinear';

/** How far a filter reaches, in pixels of the larger scale. */
const supports: Readonly<Record<ResizeFilter, number>> = { bicubic: 2, bilinear: 1 };
const kernels: Readonly<Record<ResizeFilter, (x: number) => number>> = {
  bicubic: cubic,
  bilinear: (x) => Math.max(0, 1 - Math.abs(x)),
};

/** Numbers that are rounded and clamped to 0..255, or neither. */
type Samples = Float32Array | Uint8ClampedArray;

interface Frame {
  readonly width: number;
  readonly height: number;
  /** Values of one pixel, lying side by side. */
  readonly channels: number;
}

interface Window {
  readonly start: number;
  readonly weights: Float64Array;
}

/**
 * Resizes one plane.
 *
 * @param plane float32 [height, width], any range
 * @returns float32 [targetHeight, targetWidth]; may overshoot the source's range slightly at edges
 */
export function resizePlane(
  plane: Float32Array,
  width: number,
  height: number,
  targetWidth: number,
  targetHeight: number,
): Float32Array {
  const rows = new Float32Array(targetWidth * height);
  const out = new Float32Array(targetWidth * targetHeight);
  resampleRows(plane, { width, height, channels: 1 }, rows, windowsFor(width, targetWidth));
  const frame = { width: targetWidth, height, channels: 1 };
  resampleColumns(rows, frame, out, windowsFor(height, targetHeight));
  return out;
}

/**
 * Resizes 8-bit pixels, rounding between the two passes as Pillow does: RGB comes out the same to the
 * last bit. Straight RGBA is multiplied
 * by its alpha meanwhile, so that the colour of clear pixels does not bleed into the edges.
 *
 * @param pixels uint8 [height, width, channels], RGB or straight RGBA
 * @returns uint8 [targetHeight, targetWidth, channels]
 */
export function resizePixels(
  pixels: Uint8Array | Uint8ClampedArray,
  channels: 3 | 4,
  width: number,
  height: number,
  targetWidth: number,
  targetHeight: number,
  filter: ResizeFilter = 'bicubic',
): Uint8ClampedArray {
  const source = channels === 4 ? premultiply(pixels) : pixels;
  const rows = new Uint8ClampedArray(targetWidth * height * channels);
  const out = new Uint8ClampedArray(targetWidth * targetHeight * channels);
  const across = windowsFor(width, targetWidth, filter).map(inFractions);
  resampleRows(source, { width, height, channels }, rows, across);
  const down = windowsFor(height, targetHeight, filter).map(inFractions);
  resampleColumns(rows, { width: targetWidth, height, channels }, out, down);
  return channels === 4 ? unpremultiply(out) : out;
}

function resampleRows(
  source: Samples | Uint8Array,
  { width, height, channels }: Frame,
  out: Samples,
  windows: readonly Window[],
): void {
  const isWhole = out instanceof Uint8ClampedArray;
  const targetWidth = windows.length;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < targetWidth; x += 1) {
      const { start, weights } = windows[x]!;
      for (let channel = 0; channel < channels; channel += 1) {
        let at = (y * width + start) * channels + channel;
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap += 1, at += channels) {
          sum += source[at]! * weights[tap]!;
        }
        out[(y * targetWidth + x) * channels + channel] = isWhole ? Math.floor(sum + 0.5) : sum;
      }
    }
  }
}

function resampleColumns(
  source: Samples,
  { width, channels }: Frame,
  out: Samples,
  windows: readonly Window[],
): void {
  const isWhole = out instanceof Uint8ClampedArray;
  const stride = width * channels;
  // Whole rows at a time: memory is read in its own order, and sums stay in double precision.
  const sums = new Float64Array(stride);
  windows.forEach(({ start, weights }, y) => {
    sums.fill(0);
    for (let tap = 0; tap < weights.length; tap += 1) {
      const row = (start + tap) * stride;
      const weight = weights[tap]!;
      for (let x = 0; x < stride; x += 1) sums[x]! += source[row + x]! * weight;
    }
    // An array that clamps would round halves to the even neighbour.
    if (isWhole) for (let x = 0; x < stride; x += 1) sums[x] = Math.floor(sums[x]! + 0.5);
    out.set(sums, y * stride);
  });
}

/** For every target position: which source positions count, and how much (weights sum to 1). */
function windowsFor(source: number, target: number, filter: ResizeFilter = 'bicubic'): Window[] {
  const scale = source / target;
  const stretch = Math.max(scale, 1);
  const reach = supports[filter] * stretch;
  return Array.from({ length: target }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(source, Math.floor(centre + reach + 0.5));
    const weights = Float64Array.from({ length: end - start }, (__, tap) =>
      kernels[filter]((start + tap - centre + 0.5) / stretch),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { start, weights: weights.map((weight) => weight / sum) };
  });
}

/** Weights rounded, halves away from 0: products with 8-bit numbers are then exact in doubles. */
function inFractions({ start, weights }: Window): Window {
  const rounded = weights.map((weight) => {
    const scaled = Math.trunc(Math.abs(weight) * FRACTION + 0.5);
    return (Math.sign(weight) * scaled) / FRACTION;
  });
  return { start, weights: rounded };
}

function cubic(x: number): number {
  const distance = Math.abs(x);
  if (distance < 1) return ((A + 2) * distance - (A + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * A;
  return 0;
}
