/** A round brush that covers or uncovers: dabs set close enough that a stroke has no beads. */
import { joined, regionOf, type Coverage, type Point, type Region } from './coverage.ts';

export interface Brush {
  /** Pixels of the mask. */
  readonly radius: number;
  /** The share of the radius over which it fades out, 0 (hard) to 1 (from the middle on). */
  readonly softness: number;
  /** Takes coverage away instead. */
  readonly isEraser: boolean;
}

/** Dabs lie this share of the radius apart. */
const SPACING = 0.25;

/**
 * Covers a dab: each pixel gets the more of what it has and what the brush has there, or loses down
 * to the rest of it. Painting over the same place twice does not harden a soft edge.
 */
export function dab(coverage: Coverage, { x, y }: Point, brush: Brush): Region | undefined {
  const { radius, isEraser } = brush;
  // One pixel more for the smoothed edge.
  const reach = radius + 1;
  const region = regionOf(coverage, { x: x - reach, y: y - reach }, { x: x + reach, y: y + reach });
  if (region === undefined) return undefined;
  const { width, data } = coverage;
  for (let row = region.top; row < region.bottom; row += 1) {
    for (let column = region.left; column < region.right; column += 1) {
      const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const value = Math.round(255 * strengthAt(distance, brush));
      if (value === 0) continue;
      const at = row * width + column;
      const old = data[at] ?? 0;
      data[at] = isEraser ? Math.min(old, 255 - value) : Math.max(old, value);
    }
  }
  return region;
}

/** How much a brush covers so many pixels from its middle, 0..1. */
export function strengthAt(distance: number, { radius, softness }: Brush): number {
  const fade = Math.max(1, softness * radius);
  // A hard edge still goes over one pixel, half of it on either side of the radius.
  const end = radius + (softness * radius < 1 ? 0.5 : 0);
  const share = Math.min(1, Math.max(0, (end - distance) / fade));
  return softness * radius < 1 ? share : share * share * (3 - 2 * share);
}

/** Covers the way from one point to the next with dabs; the first point was covered before. */
export function drawTo(
  coverage: Coverage,
  from: Point,
  to: Point,
  brush: Brush,
): Region | undefined {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const count = Math.max(1, Math.ceil(length / Math.max(0.5, brush.radius * SPACING)));
  let touched: Region | undefined;
  for (let step = 1; step <= count; step += 1) {
    const share = step / count;
    const point = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
    touched = joined(touched, dab(coverage, point, brush));
  }
  return touched;
}
