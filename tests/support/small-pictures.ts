/** Folders of small pictures that differ from one another, with words beside them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

const SIDE = 72;

/** `picture-0.png`, `picture-1.png`, … with edges and colours of their own; the same ones each time. */
export async function writeSmallPictures(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let at = 0; at < count; at += 1) {
    const path = join(folder, `picture-${at}.png`);
    await sharp(pixelsOf(at), { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png()
      .toFile(path);
    writeFileSync(path.replace('.png', '.txt'), `thing ${at}`);
  }
}

/** Blocks of random colours. */
function pixelsOf(seed: number): Uint8Array {
  const random = new TorchRandom(seed);
  const blocks = Array.from({ length: 9 * 9 * 3 }, () => Math.floor(random.uniform() * 256));
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const [row, column] = [Math.floor(pixel / SIDE) >> 3, (pixel % SIDE) >> 3];
    return blocks[(row * 9 + column) * 3 + (at % 3)]!;
  });
}
