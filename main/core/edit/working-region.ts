/** The part of a picture that a checkpoint works on, and the size it works at. */
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { Placement } from '#shared/numeric/geometry.ts';

/** Surroundings that come along with what is marked, as a share of its longer side. */
const CONTEXT = 0.5;
/** Proportions beyond this make every family draw things twice. */
const MOST_OBLONG = 3;

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface WorkingRegion {
  /** In pixels of the picture; may reach beyond its borders. */
  readonly region: Placement;
  /** What the region is scaled to. */
  readonly size: Size;
}

/** The rectangle around all that is marked; undefined where nothing is. */
export function markedRegion(mask: Uint8Array, { width, height }: Size): Placement | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) {
    const row = mask.subarray(y * width, (y + 1) * width);
    const first = row.findIndex((value) => value > 0);
    if (first < 0) continue;
    left = Math.min(left, first);
    right = Math.max(
      right,
      row.findLastIndex((value) => value > 0),
    );
    top = Math.min(top, y);
    bottom = y;
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * What is marked with its surroundings (or the whole picture), at least as large as the checkpoint
 * draws, and in proportions that it can draw.
 */
export function workingRegion(
  picture: Size,
  marked: Placement | undefined,
  checkpoint: Pick<CheckpointSummary, 'native' | 'sizes'>,
): WorkingRegion {
  const { native, sizes } = checkpoint;
  const wanted =
    marked === undefined
      ? { left: 0, top: 0, ...picture }
      : within(picture, grown(marked, Math.max(native.width, native.height)));
  const size = sizes === undefined ? native : sizeFor(wanted, native, sizes);
  return { region: fitted(wanted, size, picture), size };
}

/** With its surroundings, around the same middle. */
function grown({ left, top, width, height }: Placement, least: number): Placement {
  const margin = Math.ceil(CONTEXT * Math.max(width, height));
  const wide = Math.max(width + 2 * margin, least);
  const high = Math.max(height + 2 * margin, least);
  return {
    left: Math.round(left + width / 2 - wide / 2),
    top: Math.round(top + height / 2 - high / 2),
    width: wide,
    height: high,
  };
}

/** Moved into the picture where it fits, else cut at its borders. */
function within(picture: Size, region: Placement): Placement {
  const width = Math.min(region.width, picture.width);
  const height = Math.min(region.height, picture.height);
  return {
    left: Math.min(Math.max(0, region.left), picture.width - width),
    top: Math.min(Math.max(0, region.top), picture.height - height),
    width,
    height,
  };
}

/** About as many pixels as the native size, in the region's proportions. */
function sizeFor(
  region: Size,
  native: Size,
  { step, min, max }: NonNullable<CheckpointSummary['sizes']>,
): Size {
  const ratio = Math.min(MOST_OBLONG, Math.max(1 / MOST_OBLONG, region.width / region.height));
  const area = native.width * native.height;
  const side = (length: number): number =>
    Math.min(max, Math.max(min, Math.round(length / step) * step));
  return { width: side(Math.sqrt(area * ratio)), height: side(Math.sqrt(area / ratio)) };
}

/** Grown to the proportions of `size`: inside the picture where there is room, else over its border. */
function fitted(region: Placement, size: Size, picture: Size): Placement {
  const ratio = size.width / size.height;
  const width = Math.max(region.width, Math.round(region.height * ratio));
  const height = Math.max(region.height, Math.round(region.width / ratio));
  return {
    left: placed(region.left + region.width / 2, width, picture.width),
    top: placed(region.top + region.height / 2, height, picture.height),
    width,
    height,
  };
}

/** Where a stretch begins that lies around `centre`, inside if it fits, else around the whole. */
function placed(centre: number, length: number, limit: number): number {
  if (length > limit) return Math.round((limit - length) / 2);
  return Math.min(Math.max(0, Math.round(centre - length / 2)), limit - length);
}
