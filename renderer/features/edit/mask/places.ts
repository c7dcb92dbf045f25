/** From the window to the mask and back, as the lens shows the picture. */
import type { Coverage, Point } from './coverage.ts';

interface Shown {
  /** Screen pixels for each pixel of the picture, and the shift of its centre from the stage's. */
  readonly view: { readonly scale: number; readonly x: number; readonly y: number };
  readonly picture: { readonly width: number; readonly height: number };
}

/** The place on the mask under a place that is told from the stage's centre, in screen pixels. */
export function onMask({ view, picture }: Shown, { width }: Coverage, at: Point): Point {
  const finer = width / picture.width;
  return {
    x: ((at.x - view.x) / view.scale + picture.width / 2) * finer,
    y: ((at.y - view.y) / view.scale + picture.height / 2) * finer,
  };
}
