/**
 * Draws the style references that come with the studio and writes them beside this file.
 * `node resources/styles/make-styles.ts`; the same pictures every time.
 */
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { madeStyles } from './made/styles.ts';

for (const [name, draw] of Object.entries(madeStyles)) {
  const picture = await sharp(Buffer.from(draw())).flatten().webp({ quality: 88 }).toBuffer();
  writeFileSync(new URL(`${name}.webp`, import.meta.url), picture);
  console.log(name, picture.length);
}
