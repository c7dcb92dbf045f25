/**
 * Things drawn in a manner that Spark has never seen, as PNG files: silhouettes with slanting
 * turquoise and rust stripes and a thick violet edge, on a pale yellow disc.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Outlines in a box of 100 by 100. */
const outlines: Readonly<Record<string, string>> = {
  apple:
    'M50 32C30 20 14 36 18 58C22 80 40 90 50 82C60 90 78 80 82 58C86 36 70 20 50 32ZM50 30C50 20 56 14 64 12C64 22 58 28 50 30Z',
  heart: 'M50 84L20 54C8 40 16 20 32 20C42 20 48 28 50 34C52 28 58 20 68 20C84 20 92 40 80 54Z',
  star: 'M50 12L60 40L90 40L66 58L76 88L50 70L24 88L34 58L10 40L40 40Z',
  house: 'M50 14L88 46L78 46L78 86L22 86L22 46L12 46Z',
  tree: 'M50 10C74 10 84 34 76 52C72 62 62 66 56 66L56 90L44 90L44 66C38 66 28 62 24 52C16 34 26 10 50 10Z',
  car: 'M14 70L14 54L28 50L38 32L66 32L78 50L88 54L88 70L78 70A9 9 0 0 1 60 70L40 70A9 9 0 0 1 22 70Z',
  fish: 'M12 50C26 28 54 26 70 46L90 30L86 50L90 70L70 54C54 74 26 72 12 50Z',
  moon: 'M62 12C40 16 28 32 28 50C28 68 42 86 64 88C36 98 10 76 12 48C14 24 38 6 62 12Z',
  cup: 'M22 26L70 26L70 36L82 36C92 36 92 60 80 62L68 62C66 74 60 84 46 84C30 84 22 70 22 50Z',
  flower:
    'M50 36C44 16 66 10 64 32C80 20 92 38 72 46C90 54 80 72 64 60C66 80 44 80 46 60C30 72 18 56 36 48C16 40 30 20 50 36ZM54 64L58 90L48 90Z',
  mushroom: 'M12 52C14 24 36 12 50 12C64 12 86 24 88 52L62 52L66 88L34 88L38 52Z',
  cat: 'M20 14L38 30L62 30L80 14L84 54C82 76 66 86 50 86C34 86 18 76 16 54Z',
  leaf: 'M16 84C10 40 40 12 86 14C88 60 60 90 24 78Z',
  drop: 'M50 10C66 34 78 46 78 62C78 78 66 90 50 90C34 90 22 78 22 62C22 46 34 34 50 10Z',
  crown: 'M14 28L32 46L50 18L68 46L86 28L80 82L20 82Z',
  boat: 'M48 10L78 56L48 56ZM10 62L90 62L76 86L24 86Z',
  bell: 'M50 12C70 14 74 34 76 54L86 72L14 72L24 54C26 34 30 14 50 12ZM40 76L60 76L56 88L44 88Z',
  egg: 'M50 12C70 12 80 42 80 58C80 76 66 88 50 88C34 88 20 76 20 58C20 42 30 12 50 12Z',
  gift: 'M16 38L40 38L30 20L48 30L66 16L60 38L84 38L84 86L16 86Z',
  bird: 'M12 40C24 30 30 20 44 24C56 28 58 40 70 44L92 40L80 60C74 78 50 82 36 70L40 88L32 88L28 66C22 60 22 50 24 46Z',
};

/** The words of the drawings, in order. */
export const stripedThings: readonly string[] = Object.keys(outlines);

/** Writes `count` drawings with their words beside them; the same ones each time. */
export async function writeStripedPictures(
  folder: string,
  count: number = stripedThings.length,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const thing of stripedThings.slice(0, count)) {
    const png = await sharp(Buffer.from(drawingOf(thing)))
      .png()
      .toBuffer();
    await writeFile(join(folder, `${thing}.png`), png);
    await writeFile(join(folder, `${thing}.txt`), `${thing}\n`);
  }
}

function drawingOf(thing: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="-12 -12 124 124">
    <defs><pattern id="s" width="18" height="18" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="18" height="18" fill="#2fc4b8"/><rect width="9" height="18" fill="#d2592a"/></pattern></defs>
    <circle cx="50" cy="50" r="60" fill="#fff0b0"/>
    <path d="${outlines[thing]}" fill="url(#s)" stroke="#35195a" stroke-width="7" stroke-linejoin="round"/></svg>`;
}
