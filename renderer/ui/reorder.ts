/** Calm re-sorting: cards glide to their new place (FLIP) with transform only. */
import type { AnimationConfig } from 'svelte/animate';

export const REORDER_MS = 240;

/** `cubic-bezier(.2, 0, 0, 1)` solved for y at x = t by bisection; t in 0..1. */
export function calmEasing(t: number): number {
  let low = 0;
  let high = 1;
  for (let round = 0; round < 20; round += 1) {
    const middle = (low + high) / 2;
    const x = 3 * (1 - middle) ** 2 * middle * 0.2 + middle ** 3;
    if (x < t) low = middle;
    else high = middle;
  }
  const s = (low + high) / 2;
  return 3 * (1 - s) * s ** 2 + s ** 3;
}

/** For `animate:reorder`; does nothing where the user asked for less motion. */
export function reorder(
  _node: Element,
  { from, to }: { from: DOMRect; to: DOMRect },
): AnimationConfig {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const dx = from.left - to.left;
  const dy = from.top - to.top;
  const sx = from.width / to.width;
  const sy = from.height / to.height;
  if (isStill || (dx === 0 && dy === 0 && sx === 1 && sy === 1)) return { duration: 0 };
  return {
    duration: REORDER_MS,
    easing: calmEasing,
    css: (t, u) =>
      `transform-origin: 0 0; transform: translate(${u * dx}px, ${u * dy}px) scale(${t + u * sx}, ${t + u * sy});`,
  };
}
