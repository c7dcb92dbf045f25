/** What part of a picture is seen, in pixels of the screen. */

export interface Area {
  readonly width: number;
  readonly height: number;
}

export interface View {
  /** Screen pixels for each pixel of the picture. */
  readonly scale: number;
  /** Shift of the picture's centre from the stage's centre. */
  readonly x: number;
  readonly y: number;
}

/** A picture and the stage it is looked at on. */
export interface Scene {
  readonly picture: Area;
  readonly stage: Area;
}

/** Tiny pictures are not blown up beyond this to fill the stage. */
const MOST_FITTED = 6;
const MOST = 32;

/** Around a picture that fills the stage. */
const MARGIN = 16;

/** The whole picture, as large as the stage allows. */
export function fitted({ picture, stage }: Scene): View {
  const scale = Math.min(
    (stage.width - 2 * MARGIN) / picture.width,
    (stage.height - 2 * MARGIN) / picture.height,
    MOST_FITTED,
  );
  return { scale: scale > 0 ? scale : 1, x: 0, y: 0 };
}

/** Zooms to `scale` about a point, given from the stage's centre: what is seen there stays there. */
export function zoomedTo(scene: Scene, view: View, scale: number, px = 0, py = 0): View {
  const fit = fitted(scene).scale;
  const next = Math.min(Math.max(MOST, fit), Math.max(Math.min(fit, 1) / 2, scale));
  const grown = next / view.scale;
  return within(scene, {
    scale: next,
    x: px - (px - view.x) * grown,
    y: py - (py - view.y) * grown,
  });
}

export function moved(scene: Scene, view: View, dx: number, dy: number): View {
  return within(scene, { ...view, x: view.x + dx, y: view.y + dy });
}

/** Never past the picture's own edge. */
export function within({ picture, stage }: Scene, { scale, x, y }: View): View {
  return {
    scale,
    x: clamp(x, (picture.width * scale - stage.width) / 2),
    y: clamp(y, (picture.height * scale - stage.height) / 2),
  };
}

function clamp(value: number, room: number): number {
  const limit = Math.max(0, room);
  // Never -0, which would be written as such into the style.
  return Math.min(limit, Math.max(-limit, value)) + 0;
}
