/**
 * A rough picture of a latent without decoding it: each place's colour is a linear map of its four
 * numbers. The maps were fitted by their users to published autoencoders: K. Turner's for SD 1 and
 * 2 (diffusers discussions, 2022), InvokeAI's for SDXL.
 */
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import type { DiffusionFamily } from '#shared/safetensors/recognise.ts';
import { pixelsOf } from './decode.ts';

/** Red, green and blue for each channel of the latent. */
type ColourMap = readonly (readonly [number, number, number])[];

const sd: ColourMap = [
  [0.298, 0.207, 0.208],
  [0.187, 0.286, 0.173],
  [-0.158, 0.189, 0.264],
  [-0.184, -0.271, -0.473],
];
const maps: Readonly<Record<DiffusionFamily, ColourMap>> = {
  sd1: sd,
  sd2: sd,
  sdxl: [
    [0.3816, 0.493, 0.532],
    [-0.3753, 0.1631, 0.1739],
    [0.177, 0.3588, -0.2048],
    [-0.435, -0.2644, -0.4289],
  ],
};

/** @param latent [4, height, width], clean, multiplied by the scaling factor; one pixel a place */
export function previewOf(
  latent: ArrayLike<number>,
  width: number,
  height: number,
  family: DiffusionFamily,
): Pixels {
  const area = width * height;
  const planes = new Float32Array(3 * area);
  for (const [channel, colours] of maps[family].entries()) {
    for (const [colour, share] of colours.entries()) {
      for (let index = 0; index < area; index += 1) {
        const at = colour * area + index;
        planes[at] = (planes[at] ?? 0) + share * (latent[channel * area + index] ?? 0);
      }
    }
  }
  return pixelsOf(planes, width, height);
}
