/**
 * Figures that nobody has seen with names that nobody has heard: ten outlines, each drawn over and
 * over in other colours, sizes, turns and places, so that the outline alone is what a name means.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

/** In a box of 100 by 100 around the middle; `W` is the width of lines, `C` the colour. */
const figures: Readonly<Record<string, string>> = {
  zorbel:
    '<circle r="22" fill="none" stroke="C" stroke-width="W"/><path d="M0-22V-46M19 11L40 23M-19 11L-40 23" stroke="C" stroke-width="W"/>',
  quillax: '<path d="M-20-44L20-44L0-16ZM-20-14L20-14L0 14ZM-20 16L20 16L0 44Z" fill="C"/>',
  fenmo:
    '<path d="M0 0C10-12 24 2 12 14C-6 30-32 8-22-16C-8-46 40-38 42 0C44 34 12 48-12 44" fill="none" stroke="C" stroke-width="W"/>',
  brindo:
    '<path d="M-44 24H44V40H-44ZM-32 2H32V18H-32ZM-20-20H20V-4H-20ZM-8-42H8V-26H-8Z" fill="C"/>',
  tavvik:
    '<g fill="C"><circle r="13"/><circle cx="32" cy="-32" r="11"/><circle cx="-32" cy="-32" r="11"/><circle cx="32" cy="32" r="11"/><circle cx="-32" cy="32" r="11"/></g>',
  molpen:
    '<path d="M-8-42A42 42 0 0 0-8 42A30 42 0 0 1-8-42ZM8-42A42 42 0 0 1 8 42A30 42 0 0 0 8-42Z" fill="C"/>',
  sarrow:
    '<path d="M0-46L24-12H8V20H-8V-12H-24Z" fill="C"/><circle cx="-18" cy="32" r="11" fill="none" stroke="C" stroke-width="W"/><circle cx="18" cy="32" r="11" fill="none" stroke="C" stroke-width="W"/>',
  dunkle:
    '<path d="M-46-30H46V-14H40V34H28V-14H18V34H6V-14H-6V34H-18V-14H-28V34H-40V-14H-46Z" fill="C"/>',
  wexil:
    '<path d="M-42-42H42V42H-42ZM-22-22H22V22H-22Z" fill="none" stroke="C" stroke-width="W"/><circle r="7" fill="C"/>',
  yoprat:
    '<path d="M0-46L12-24L36-29L30-5L45 10L22 18L20 42L0 28L-20 42L-22 18L-45 10L-30-5L-36-29L-12-24ZM0-12A14 14 0 1 0 .1-12Z" fill="C" fill-rule="evenodd"/>',
};

/** The names, in order. */
export const inventedNames: readonly string[] = Object.keys(figures);

/** PNG, 128 × 128, of one figure; another drawing for each number, the same each time. */
export function drawFigure(name: string, number: number): Promise<Buffer> {
  const random = new TorchRandom(1 + inventedNames.indexOf(name) * 1_000 + number);
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const hue = between(0, 360);
  const ground = `hsl(${hue + between(90, 270)} ${between(10, 60)}% ${between(92, 99)}%)`;
  const colour = `hsl(${hue} ${between(45, 95)}% ${between(22, 52)}%)`;
  const place = `translate(${between(-8, 8)} ${between(-8, 8)}) rotate(${between(-15, 15)}) scale(${between(0.7, 1.1)})`;
  const drawing = (figures[name] ?? '')
    .replaceAll('"C"', `"${colour}"`)
    .replaceAll('"W"', `"${between(7, 13)}"`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="-64 -64 128 128"><rect x="-64" y="-64" width="128" height="128" fill="${ground}"/><g transform="${place}">${drawing}</g></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Writes `each` drawings of the first `count` figures, with their names beside them. */
export async function writeInventedFigures(
  folder: string,
  count: number,
  each: number,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of inventedNames.slice(0, count)) {
    for (let number = 0; number < each; number += 1) {
      await writeFile(join(folder, `${name} ${number}.png`), await drawFigure(name, number));
      await writeFile(join(folder, `${name} ${number}.txt`), `${name}\n`);
    }
  }
}
