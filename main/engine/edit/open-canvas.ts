/** A picture that is being changed: cut out for the pipeline, and put together again afterwards. */
import type { Pixels, StartPicture } from '#shared/engine-protocol/messages.ts';
import { blendInto, layOver } from '#shared/numeric/blend.ts';
import { cutOut, cutPlane } from '#shared/numeric/cut-out.ts';
import { isOpaque } from '#shared/numeric/is-opaque.ts';
import { resizePixels, resizePlane } from '#shared/numeric/resize.ts';

export interface Canvas {
  /** The region at the pipeline's size, straight RGBA. */
  readonly input: Pixels;
  /** float32 [height, width] of the input, 0..1; absent: everywhere 1. */
  readonly mask?: Float32Array | undefined;
  /** What was made of the input, with what may not change as it was: for eyes and for CLIP. */
  view(made: Pixels): Pixels;
  /** The whole picture with what was made in its place. */
  compose(made: Pixels): Pixels;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @param size what the pipeline works at */
export function openCanvas({ pixels, region, mask }: StartPicture, size: Size): Canvas {
  const part = cutOut(pixels, region);
  const input = resized(part, size);
  const small = mask === undefined ? undefined : smallMask(mask, pixels, region, size);
  const isWhole = isOpaque(part.rgba);
  const ground = { left: 0, top: 0, ...size };
  return {
    input,
    mask: small === undefined ? undefined : Float32Array.from(small, (value) => value / 255),
    view(made) {
      const rgba = new Uint8Array(made.rgba);
      if (isWhole) layOver(rgba, input.rgba);
      return { ...size, rgba: blendInto(input.rgba, size, rgba, ground, small) };
    },
    compose(made) {
      const { rgba } = resized(made, region);
      // What somebody draws into a photograph does not make holes in it.
      if (isWhole) layOver(rgba, part.rgba);
      const { width, height } = pixels;
      return { width, height, rgba: blendInto(pixels.rgba, pixels, rgba, region, mask) };
    },
  };
}

function resized({ width, height, rgba }: Pixels, to: Size): Pixels {
  const { width: wide, height: high } = to;
  if (width === wide && height === high) return { width, height, rgba: new Uint8Array(rgba) };
  const out = resizePixels(rgba, 4, width, height, wide, high);
  return { width: wide, height: high, rgba: new Uint8Array(out.buffer) };
}

function smallMask(
  mask: Uint8Array,
  picture: Size,
  region: StartPicture['region'],
  { width, height }: Size,
): Uint8Array {
  const part = Float32Array.from(cutPlane(mask, picture, region));
  const plane = resizePlane(part, region.width, region.height, width, height);
  return Uint8Array.from(plane, (value) => Math.min(255, Math.max(0, Math.round(value))));
}
