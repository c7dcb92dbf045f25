/** Where in a picture some words are, from how windows of it match. */
import type { Placement } from '#shared/numeric/geometry.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How much more a better window counts: a cosine of 0.07 more, e times as much. */
const SHARPNESS = 14;
/** A window speaks most for its middle. */
const MIDDLE = 5;
/** Keeps pixels that few windows see from standing out. */
const DOUBT = 0.3;

/**
 * @param scores one a window
 * @returns float32 [height, width], 0..1, with 1 at the strongest place
 */
export function heatOf(
  windows: readonly Placement[],
  scores: readonly number[],
  { width, height }: Size,
): Float32Array {
  const best = Math.max(...scores);
  const heat = new Float32Array(width * height);
  const seen = new Float32Array(width * height);
  for (const [index, window] of windows.entries()) {
    const value = Math.exp(((scores[index] ?? best) - best) * SHARPNESS);
    const across = bell(window.width);
    const down = bell(window.height);
    for (let y = 0; y < window.height; y += 1) {
      const row = (window.top + y) * width + window.left;
      for (let x = 0; x < window.width; x += 1) {
        const share = down[y]! * across[x]!;
        heat[row + x]! += value * share;
        seen[row + x]! += share;
      }
    }
  }
  let most = 1e-9;
  for (let at = 0; at < heat.length; at += 1) {
    heat[at]! /= seen[at]! + DOUBT;
    most = Math.max(most, heat[at]!);
  }
  return heat.map((value) => value / most);
}

function bell(length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => {
    const place = (at + 0.5) / length - 0.5;
    return Math.exp(-place * place * MIDDLE);
  });
}
