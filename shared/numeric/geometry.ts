/** Sizes and places of pictures inside frames, in whole pixels. */
import type { Size } from '#shared/domain/size.ts';

export interface Placement extends Size {
  readonly left: number;
  readonly top: number;
}

/** The largest size of the picture's proportions inside the frame; no side falls below 1. */
export function fitInside(picture: Size, frame: Size): Size {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}

/** Like `fitInside`, but a picture that is small enough keeps its size. */
export function shrinkInside(picture: Size, frame: Size): Size {
  const isSmall = picture.width <= frame.width && picture.height <= frame.height;
  return isSmall ? { width: picture.width, height: picture.height } : fitInside(picture, frame);
}

/** Where the picture lies when it is shown whole in the middle of the frame (CSS `contain`). */
export function contain(picture: Size, frame: Size): Placement {
  const size = fitInside(picture, frame);
  return {
    ...size,
    left: Math.floor((frame.width - size.width) / 2),
    top: Math.floor((frame.height - size.height) / 2),
  };
}
