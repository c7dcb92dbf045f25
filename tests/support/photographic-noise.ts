/** Pictures with the spectrum of photographs and nothing in them: colour noise that falls off as 1/f. */
import sharp from 'sharp';
import type { TorchRandom } from '#shared/numeric/torch-random.ts';

/** Octaves of noise, each twice as fine and half as strong: PNG, side × side. */
export async function photographicNoise(random: TorchRandom, side: number): Promise<Buffer> {
  const pixels = new Float32Array(side * side * 3).fill(128);
  for (let cells = 3, strength = 70; cells <= side; cells *= 2, strength *= 0.62) {
    const grid = Uint8Array.from({ length: cells * cells * 3 }, () => random.uniform() * 256);
    const octave = await sharp(grid, { raw: { width: cells, height: cells, channels: 3 } })
      .resize(side, side, { kernel: 'cubic', fit: 'fill' })
      .raw()
      .toBuffer();
    for (let at = 0; at < pixels.length; at += 1) {
      pixels[at]! += ((octave[at]! - 128) / 128) * strength;
    }
  }
  return sharp(Uint8Array.from(new Uint8ClampedArray(pixels)), {
    raw: { width: side, height: side, channels: 3 },
  })
    .png()
    .toBuffer();
}
