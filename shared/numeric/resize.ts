/**
 * Separable bicubic resize with antialiasing: the filter that CLIP's preprocessing was defined
 * with. Same kernel (Keys 1981, a = -0.5) and same window rule as Pillow's, in floating point.
 */

const SUPPORT = 2;
const A = -0.5;

function cubic(x: number): number {
  const distance = Math.abs(x);
  if (distance < 1) return ((A + 2) * distance - (A + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * A;
  return 0;
}

interface Window {
  readonly start: number;
  readonly weights: Float64Array;
}

/** For every target position: which source positions count, and how much (weights sum to 1). */
function windowsFor(source: number, target: number): Window[] {
  const scale = source / target;
  const stretch = Math.max(scale, 1);
  return Array.from({ length: target }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - SUPPORT * stretch + 0.5));
    const end = Math.min(source, Math.floor(centre + SUPPORT * stretch + 0.5));
    const weights = new Float64Array(end - start);
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap += 1) {
      const weight = cubic((start + tap - centre + 0.5) / stretch);
      weights[tap] = weight;
      sum += weight;
    }
    return { start, weights: weights.map((weight) => weight / sum) };
  });
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
  windowsFor(width, targetWidth).forEach(({ start, weights }, x) => {
    for (let y = 0; y < height; y += 1) {
      const row = y * width + start;
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap += 1) {
        sum += (plane[row + tap] ?? 0) * (weights[tap] ?? 0);
      }
      rows[y * targetWidth + x] = sum;
    }
  });
  const out = new Float32Array(targetWidth * targetHeight);
  windowsFor(height, targetHeight).forEach(({ start, weights }, y) => {
    for (let x = 0; x < targetWidth; x += 1) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap += 1) {
        sum += (rows[(start + tap) * targetWidth + x] ?? 0) * (weights[tap] ?? 0);
      }
      out[y * targetWidth + x] = sum;
    }
  });
  return out;
}
