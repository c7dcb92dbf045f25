/** From a picture file to coloured outlines, within a budget. */
import { readCutout } from './cutout.ts';
import { layersOf } from './layers.ts';
import { histogramOf } from './histogram.ts';
import { choosePalette } from './palette.ts';
import { posterise, type Poster } from './poster.ts';
import { traceMask, type Outline } from './trace-mask.ts';
import type { Rgb } from './oklab.ts';

export interface Drawing {
  /** Of the field that the outlines are in, in units of their coordinates. */
  readonly width: number;
  readonly height: number;
  /** Lowest first. */
  readonly shapes: readonly { readonly colour: Rgb; readonly outlines: readonly Outline[] }[];
}

export interface DrawingOptions {
  /** At most so many colours, 2 to 32. */
  readonly colours: number;
  /** Characters of path data. */
  readonly budget: number;
  readonly limitInputPixels: number;
}

/** Numbers of colours that are tried, fewest first. */
const STEPS = [2, 3, 4, 6, 8, 12, 16, 24, 32];
/** In Oklab: below it more colours are hardly seen in flat drawings. */
const GOOD_ENOUGH = 0.02;
/** Pixels; smaller shapes are left out, larger ones too where the budget says so. */
const LEAST_AREA = 24;

/**
 * Takes as few colours as come close to the picture, and where that is over the budget half of them
 * and larger shapes, until it is not. Rejects with sharp's own error when the file cannot be decoded.
 */
export async function draw(path: string, options: DrawingOptions): Promise<Drawing> {
  const cutout = await readCutout(path, options.limitInputPixels);
  const counts = [...STEPS.filter((count) => count < options.colours), options.colours];
  const histogram = histogramOf(cutout);
  let palette = choosePalette(histogram, counts[0]!);
  for (const count of counts.slice(1)) {
    if (palette.error <= GOOD_ENOUGH) break;
    palette = choosePalette(histogram, count);
  }
  let poster = posterise(cutout, histogram, palette.centres);
  let leastArea = LEAST_AREA;
  let drawing = await outlined(poster, leastArea);
  while (lengthOf(drawing) > options.budget) {
    const count = Math.max(2, Math.floor(poster.colours.length / 2));
    poster = posterise(cutout, histogram, choosePalette(histogram, count).centres);
    leastArea *= 4;
    drawing = await outlined(poster, leastArea);
  }
  return drawing;
}

async function outlined(poster: Poster, leastArea: number): Promise<Drawing> {
  const { width, height } = poster;
  const shapes = [];
  for (const { colour, mask } of layersOf(poster)) {
    const outlines = await traceMask(mask, { width, height, leastArea });
    if (outlines.length > 0) shapes.push({ colour, outlines });
  }
  return { width, height, shapes };
}

function lengthOf({ shapes }: Drawing): number {
  return shapes.flatMap(({ outlines }) => outlines).reduce((sum, { data }) => sum + data.length, 0);
}
