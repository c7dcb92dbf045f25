/** Parts of a picture that CLIP looks at one by one, at several sizes. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { Placement } from '#shared/numeric/geometry.ts';

/** Shares of the shorter side: small things, and things that fill the picture. */
const SIZES = [0.25, 0.34, 0.48, 0.72, 1];
/** Neighbours begin so many times within a window's side. */
const OVERLAP = 3.4;

/** Squares over the whole picture, the last of each row at its edge. */
export function windowsOver({ width, height }: Pick<Pixels, 'width' | 'height'>): Placement[] {
  const shorter = Math.min(width, height);
  return SIZES.flatMap((share) => {
    const side = Math.max(1, Math.round(shorter * share));
    return startsAlong(height, side).flatMap((top) =>
      startsAlong(width, side).map((left) => ({ left, top, width: side, height: side })),
    );
  });
}

function startsAlong(length: number, side: number): number[] {
  const room = length - side;
  if (room <= 0) return [0];
  const count = Math.ceil(room / (side / OVERLAP)) + 1;
  return Array.from({ length: count }, (_, index) => Math.round((index * room) / (count - 1)));
}
