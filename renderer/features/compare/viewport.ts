/**
 * What part of the pictures is shown. One value serves all panes, so they zoom and move in step.
 * Lengths are shares of a pane, so panes of any size show the same part.
 */

export interface Viewport {
  /** 1 shows the whole picture. */
  readonly scale: number;
  /** Shift of the picture's centre from the pane's centre, in pane widths and heights. */
  readonly x: number;
  readonly y: number;
}

export const MAX_SCALE = 16;
export const whole: Viewport = { scale: 1, x: 0, y: 0 };

/** Zooms by `factor` about a point, given from the pane's centre (-0.5..0.5): it stays where it is. */
export function zoomAt(view: Viewport, factor: number, px: number, py: number): Viewport {
  const scale = Math.min(MAX_SCALE, Math.max(1, view.scale * factor));
  const grown = scale / view.scale;
  return within({ scale, x: px - (px - view.x) * grown, y: py - (py - view.y) * grown });
}

/** Moves the picture by shares of the pane, never past its own edge. */
export function panBy(view: Viewport, dx: number, dy: number): Viewport {
  return within({ ...view, x: view.x + dx, y: view.y + dy });
}

/** For `transform`, with the origin in the middle. */
export function transformOf({ scale, x, y }: Viewport): string {
  return `translate(${x * 100}%, ${y * 100}%) scale(${scale})`;
}

function within({ scale, x, y }: Viewport): Viewport {
  const room = (scale - 1) / 2;
  return { scale, x: clamp(x, room), y: clamp(y, room) };
}

function clamp(value: number, limit: number): number {
  // Never -0, which would be written as such into the style.
  return Math.min(limit, Math.max(-limit, value)) + 0;
}
