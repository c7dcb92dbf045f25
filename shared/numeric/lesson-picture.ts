/** Pictures of people's folders as networks are taught them. */
import type { Pixels } from '#shared/engine-protocol/messages.ts';

/** A square: what fills its frame is cut to the middle, what stands free keeps all of itself. */
export function squareOf(pixels: Pixels): Pixels {
  return hasClearGround(pixels) ? padded(pixels) : cut(pixels);
}

function hasClearGround({ rgba }: Pixels): boolean {
  let clear = 0;
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at]! < 128) clear += 1;
  return clear * 80 > rgba.length;
}

function cut(pixels: Pixels): Pixels {
  const side = Math.min(pixels.width, pixels.height);
  const left = Math.floor((pixels.width - side) / 2);
  const top = Math.floor((pixels.height - side) / 2);
  return view(pixels, side, left, top);
}

function padded(pixels: Pixels): Pixels {
  const side = Math.max(pixels.width, pixels.height);
  const left = -Math.floor((side - pixels.width) / 2);
  const top = -Math.floor((side - pixels.height) / 2);
  return view(pixels, side, left, top);
}

/** A square of the picture's plane; clear where the picture is not. */
function view({ width, height, rgba }: Pixels, side: number, left: number, top: number): Pixels {
  const out = new Uint8Array(side * side * 4);
  for (let y = 0; y < side; y += 1) {
    const row = top + y;
    if (row < 0 || row >= height) continue;
    const from = Math.max(0, left);
    const to = Math.min(width, left + side);
    const part = rgba.subarray((row * width + from) * 4, (row * width + to) * 4);
    out.set(part, (y * side + from - left) * 4);
  }
  return { width: side, height: side, rgba: out };
}

/** Left and right changed over. float32 [channels, height, width] */
export function mirrored(picture: Float32Array, width: number): Float32Array {
  const turned = new Float32Array(picture.length);
  for (let index = 0; index < picture.length; index += 1) {
    const column = index % width;
    turned[index] = picture[index - column + (width - 1 - column)]!;
  }
  return turned;
}

/** Most that brightness and contrast are moved. */
const STRENGTH = 0.12;

/** Brightness and contrast moved a little, premultiplied as before. @param random 0..1 */
export function colourVaried(picture: Float32Array, random: () => number): Float32Array {
  const light = STRENGTH * (2 * random() - 1);
  const depth = STRENGTH * (2 * random() - 1);
  const area = picture.length / 4;
  const varied = picture.slice();
  for (let at = 0; at < area; at += 1) {
    const alpha = (picture[3 * area + at]! + 1) / 2;
    for (let channel = 0; channel < 3; channel += 1) {
      const colour = (picture[channel * area + at]! + 1) / 2;
      const moved = (colour - 0.5 * alpha) * (1 + depth) + 0.5 * alpha * (1 + light);
      varied[channel * area + at] = 2 * Math.min(alpha, Math.max(0, moved)) - 1;
    }
  }
  return varied;
}
