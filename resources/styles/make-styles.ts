/**
 * Draws the style references that come with the studio and writes them beside this file, and tiny
 * ones for the screen that offers them.
 * `node resources/styles/make-styles.ts`; the same pictures every time.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { madeStyles } from './made/styles.ts';

for (const [name, draw] of Object.entries(madeStyles)) {
  const picture = await sharp(Buffer.from(draw())).flatten().webp({ quality: 88 }).toBuffer();
  writeFileSync(new URL(`${name}.webp`, import.meta.url), picture);
  process.stdout.write(`${name} ${picture.length}\n`);
}

const tiny = new URL('../../renderer/features/edit/panel/styles/', import.meta.url);
for (const name of Object.keys(madeStyles)) {
  const picture = await sharp(fileURLToPath(new URL(`${name}.webp`, import.meta.url)))
    .extract({ left: 0, top: 0, width: 256, height: 256 })
    .resize(128, 128)
    .webp({ quality: 80 })
    .toBuffer();
  writeFileSync(new URL(`${name}.webp`, tiny), picture);
}
