/**
 * Suspects letters: strokes of one width and one tone, of like height, that stand side by side on a
 * line and are not all the same. After Neumann and Matas 2012 (letters as extremal regions, joined to
 * lines) with the stroke measure of Epshtein et al. 2010 in its simplest form; nothing is read.
 *
 * Script that runs on in one stroke, single letters and large titles of two or three are not found.
 */
import { findRegions, type Region } from './regions.ts';

/** Greys apart at which regions are looked for. */
const STEP = 22;
/** Of a letter, in pixels, and as a share of the picture's height. */
const LEAST_HEIGHT = 5;
const MOST_HEIGHT = 0.3;
/** Wider than so many heights, no letter is. */
const WIDEST = 1.8;
/** Share of its box that a letter fills; one that is narrow may fill it all. */
const FILL = { least: 0.14, most: 0.85, narrow: 0.45 };
/** Width of the stroke over the height. */
const STROKE = { least: 0.05, most: 0.4 };
/** Greys between a letter and what is beside it. */
const CONTRAST = 28;
/** Side of the mask that shapes are compared by. */
const SHAPE = 8;
/** Share of the mask in which two letters differ. */
const OTHER_SHAPE = 0.16;

interface Letter extends Region {
  readonly stroke: number;
  readonly tone: number;
  readonly shape: Uint8Array;
}

/**
 * Letters in the line that has most of them; 0 where there is none.
 *
 * @param grey float32 [height, width], 0..255
 */
export function countLetters(grey: Float32Array, width: number, height: number): number {
  let most = 0;
  for (let threshold = STEP; threshold < 255 - STEP / 2; threshold += STEP) {
    for (const sign of [1, -1] as const) {
      const letters = findRegions(grey, width, height, threshold, sign, height * MOST_HEIGHT)
        .map((region) => letterOf(region, grey, width))
        .filter((letter) => letter !== undefined);
      for (const line of linesOf(letters)) if (isText(line)) most = Math.max(most, line.length);
    }
  }
  return most;
}

function letterOf(region: Region, grey: Float32Array, width: number): Letter | undefined {
  const { area, outline } = region;
  if (region.height < LEAST_HEIGHT || region.width > region.height * WIDEST) return undefined;
  const fill = area / (region.width * region.height);
  const isNarrow = region.width < region.height * FILL.narrow;
  if (fill < FILL.least || (fill > FILL.most && !isNarrow)) return undefined;
  const stroke = (2 * area) / outline;
  const share = stroke / region.height;
  if (share < STROKE.least || share > STROKE.most) return undefined;
  const { inside, outside } = tonesOf(region, grey, width);
  if (Math.abs(inside - outside) < CONTRAST) return undefined;
  return { ...region, stroke, tone: inside, shape: shapeOf(region) };
}

/** Mean grey of a region, and two pixels beside its runs. */
function tonesOf(
  { runs, area }: Region,
  grey: Float32Array,
  width: number,
): { inside: number; outside: number } {
  let [inside, outside, beside] = [0, 0, 0];
  for (let at = 0; at < runs.length; at += 3) {
    const [row, start, end] = [runs[at]! * width, runs[at + 1]!, runs[at + 2]!];
    for (let x = start; x <= end; x += 1) inside += grey[row + x]!;
    for (const x of [start - 2, end + 2]) {
      if (x < 0 || x >= width) continue;
      outside += grey[row + x]!;
      beside += 1;
    }
  }
  return { inside: inside / area, outside: outside / Math.max(1, beside) };
}

/** The region stretched over a square: uint8 [SHAPE * SHAPE], 1 where it is. */
function shapeOf({ left, top, width, height, runs }: Region): Uint8Array {
  const shape = new Uint8Array(SHAPE * SHAPE);
  for (let at = 0; at < runs.length; at += 3) {
    const row = Math.floor(((runs[at]! - top) * SHAPE) / height);
    for (let x = runs[at + 1]!; x <= runs[at + 2]!; x += 1) {
      shape[row * SHAPE + Math.floor(((x - left) * SHAPE) / width)] = 1;
    }
  }
  return shape;
}

/** Each letter followed to its right for as long as there is a next one. */
function linesOf(letters: readonly Letter[]): Letter[][] {
  const byLeft = letters.toSorted((a, b) => a.left - b.left);
  const taken = new Set<Letter>();
  const lines: Letter[][] = [];
  byLeft.forEach((first, index) => {
    if (taken.has(first)) return;
    const line = [first];
    let last = first;
    for (const next of byLeft.slice(index + 1)) {
      if (taken.has(next)) continue;
      const tallest = Math.max(last.height, next.height);
      const gap = next.left - (last.left + last.width);
      if (next.left - last.left > last.width + tallest * 2) break;
      if (!follows(last, next, gap, tallest)) continue;
      line.push(next);
      taken.add(next);
      last = next;
    }
    lines.push(line);
  });
  return lines;
}

function follows(last: Letter, next: Letter, gap: number, tallest: number): boolean {
  const lowest = Math.min(last.height, next.height);
  const shared =
    Math.min(last.top + last.height, next.top + next.height) - Math.max(last.top, next.top);
  return (
    gap > -0.25 * lowest &&
    gap < 1.1 * tallest &&
    tallest < 2.1 * lowest &&
    shared > 0.6 * lowest &&
    Math.max(last.stroke, next.stroke) < 1.8 * Math.min(last.stroke, next.stroke) &&
    Math.abs(last.tone - next.tone) < CONTRAST / 2
  );
}

/** With fewer, chance makes lines. */
const LEAST_LETTERS = 4;

function isText(line: readonly Letter[]): boolean {
  if (line.length < LEAST_LETTERS) return false;
  const heights = line.map(({ height }) => height).toSorted((a, b) => a - b);
  const middle = heights[Math.floor(heights.length / 2)]!;
  return standsOnLine(line, middle) && haveOwnShapes(line);
}

/** Most feet lie on a line, however it is tilted: fitted through the medians of both halves. */
function standsOnLine(line: readonly Letter[], height: number): boolean {
  const feet = line.map(({ left, width, top, height: own }) => ({
    x: left + width / 2,
    y: top + own,
  }));
  const half = Math.floor(line.length / 2);
  const middle = (points: readonly { x: number; y: number }[], key: 'x' | 'y'): number =>
    points.map((point) => point[key]).toSorted((a, b) => a - b)[Math.floor(points.length / 2)]!;
  const [start, end] = [feet.slice(0, half), feet.slice(-half)];
  const slope = (middle(end, 'y') - middle(start, 'y')) / (middle(end, 'x') - middle(start, 'x'));
  const offsets = feet.map(({ x, y }) => y - slope * x).toSorted((a, b) => a - b);
  const level = offsets[Math.floor(offsets.length / 2)]!;
  const near = offsets.filter((offset) => Math.abs(offset - level) < Math.max(1.5, height * 0.18));
  return near.length >= line.length * 0.7;
}

/** Windows, teeth and beads are all the same; letters are not. */
function haveOwnShapes(line: readonly Letter[]): boolean {
  let [pairs, other] = [0, 0];
  line.forEach((one, index) => {
    for (const two of line.slice(index + 1)) {
      let differing = 0;
      for (let at = 0; at < one.shape.length; at += 1) {
        if (one.shape[at] !== two.shape[at]) differing += 1;
      }
      pairs += 1;
      if (differing > OTHER_SHAPE * one.shape.length) other += 1;
    }
  });
  return other > pairs * 0.6;
}
