/** Moving and resizing a crop frame; it never shows a clear corner of the straightened picture. */
import type { ShareBox } from '#shared/domain/adjustment.ts';
import type { Size } from '#shared/domain/size.ts';
import { frameWithin, isCovered } from '#shared/numeric/straighten.ts';

/** The picture's frame, how it is straightened, and the proportions that are held, if any. */
export interface CropRules {
  /** Turned, in pixels. */
  readonly size: Size;
  /** Degrees. */
  readonly angle: number;
  /** Width to height in pixels; absent: free. */
  readonly ratio?: number | undefined;
}

/** Which edges are held: -1 left or top, 1 right or bottom, 0 neither. */
export interface Handle {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

export const handles: readonly Handle[] = ([-1, 0, 1] as const).flatMap((y) =>
  ([-1, 0, 1] as const).flatMap((x) => (x === 0 && y === 0 ? [] : [{ x, y }])),
);

/** Of a side: a smaller frame cannot be taken hold of. */
const LEAST = 0.02;
/** Halvings on the way to the farthest place that is allowed. */
const TRIES = 12;
/** Shares beyond the border that are rounding. */
const SLACK = 1e-6;

/** By shares of the picture's sides, as far as there is room. */
export function moveCrop(box: ShareBox, dx: number, dy: number, rules: CropRules): ShareBox {
  const move = (x: number, y: number): ShareBox => ({
    ...box,
    left: box.left + x,
    top: box.top + y,
  });
  // Along a border a frame slides on: each way for itself.
  const across = farthest((share) => move(dx * share, 0), rules);
  return farthest((share) => ({ ...across, top: across.top + dy * share }), rules);
}

export function resizeCrop(
  box: ShareBox,
  handle: Handle,
  [dx, dy]: readonly [number, number],
  rules: CropRules,
): ShareBox {
  return farthest((share) => resized(box, handle, [dx * share, dy * share], rules), rules);
}

/** The frame of some proportions around the middle of what can be shown. */
export function cropTo({ size, angle, ratio }: CropRules): ShareBox {
  return frameWithin(size, angle, ratio);
}

/** The same frame, smaller where another angle has brought a clear corner into it. */
export function coveredCrop(box: ShareBox, rules: CropRules): ShareBox {
  if (isAllowed(box, rules)) return box;
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const shrunk = (share: number): ShareBox => ({
    left: x - (box.width * share) / 2,
    top: y - (box.height * share) / 2,
    width: box.width * share,
    height: box.height * share,
  });
  let [good, bad] = [LEAST / Math.min(box.width, box.height), 1];
  if (good >= 1 || !isAllowed(shrunk(good), rules)) return cropTo(rules);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const middle = (good + bad) / 2;
    if (isAllowed(shrunk(middle), rules)) good = middle;
    else bad = middle;
  }
  return shrunk(good);
}

function resized(
  box: ShareBox,
  { x, y }: Handle,
  [dx, dy]: readonly [number, number],
  { size, ratio }: CropRules,
): ShareBox {
  let width = box.width + x * dx;
  let height = box.height + y * dy;
  if (ratio !== undefined) {
    const shares = (ratio * size.height) / size.width;
    if (x === 0) width = height * shares;
    else height = width / shares;
  }
  width = Math.max(LEAST, width);
  height = Math.max(LEAST, height);
  // The edge or corner across from the one that is held stays; a middle grows to both sides.
  const grow = (side: number): number => (1 - side) / 2;
  return {
    left: box.left + (box.width - width) * grow(x),
    top: box.top + (box.height - height) * grow(y),
    width,
    height,
  };
}

/** The box at the largest share, 0..1, of a way that is allowed. */
function farthest(at: (share: number) => ShareBox, rules: CropRules): ShareBox {
  if (isAllowed(at(1), rules)) return within(at(1));
  let [good, bad] = [0, 1];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const middle = (good + bad) / 2;
    if (isAllowed(at(middle), rules)) good = middle;
    else bad = middle;
  }
  return within(at(good));
}

function isAllowed(box: ShareBox, { size, angle }: CropRules): boolean {
  const isInside =
    box.left >= -SLACK &&
    box.top >= -SLACK &&
    box.left + box.width <= 1 + SLACK &&
    box.top + box.height <= 1 + SLACK;
  return isInside && (angle === 0 || isCovered(size, angle, box));
}

function within({ left, top, width, height }: ShareBox): ShareBox {
  const clamped = { left: Math.max(0, left), top: Math.max(0, top) };
  return {
    ...clamped,
    width: Math.min(width, 1 - clamped.left),
    height: Math.min(height, 1 - clamped.top),
  };
}
