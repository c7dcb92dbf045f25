/**
 * How well words find things: pictures put together from drawings whose outlines are known.
 *
 * `node tests/bench/find-words.ts <picture-data folder> [pictures]`: mean overlap (IoU) of the mask with
 * the truth beside that of a box in the middle, how often the hottest pixel lies on the thing, and the
 * average precision of boxes (overlap of at least a half) over all words of all pictures.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp, { type CreateRaw } from 'sharp';
import { createEngineContext } from '#main/engine/engine-context.ts';
import { findWords } from '#main/engine/words/find-words.ts';
import type { Placement } from '#shared/numeric/geometry.ts';
import { DEFAULT_SURENESS } from '#shared/domain/found.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';

interface Row {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly concept: string;
  readonly style: string;
  readonly group: string;
  readonly split: string;
}

interface Thing {
  readonly words: string;
  readonly truth: Uint8Array;
  readonly box: Placement;
}

const SIDE = 256;
const CELL = SIDE / 2;
const GROUPS = /animal|food|objects|travel/;
const [folder = '', count = '100'] = process.argv.slice(2);
const random = new TorchRandom(5);
const upTo = (limit: number): number => Math.floor(random.uniform() * limit);
const drawings = readFileSync(join(folder, 'color.bin'));
const rows = gunzipSync(readFileSync(join(folder, 'captions.jsonl.gz')))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)
  .filter((row) => row.file === 'color.bin' && row.split === 'train')
  .filter((row) => row.style !== 'outline' && GROUPS.test(row.group));

/** Two or three drawings on a ground that runs from one colour to another. */
async function putTogether(): Promise<{ rgba: Uint8Array; things: Thing[] }> {
  const colour = (): string => `rgb(${[0, 0, 0].map(() => 90 + upTo(165)).join(',')})`;
  const ground = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><defs>
    <linearGradient id="g" x1="0" y1="0" x2="${random.uniform().toFixed(2)}" y2="1">
    <stop offset="0" stop-color="${colour()}"/><stop offset="1" stop-color="${colour()}"/>
    </linearGradient></defs><rect width="${SIDE}" height="${SIDE}" fill="url(#g)"/></svg>`;
  const cells = [0, 1, 2, 3];
  const things: Thing[] = [];
  const layers: { input: Buffer; raw: CreateRaw; left: number; top: number }[] = [];
  for (let left = 2 + upTo(2); left > 0; left -= 1) {
    const row = rows[upTo(rows.length)]!;
    const cell = cells.splice(upTo(cells.length), 1)[0] ?? 0;
    const side = 80 + upTo(44);
    const bytes = drawings.subarray(row.offset, row.offset + row.length);
    const input = await sharp(bytes).resize(side, side).ensureAlpha().raw().toBuffer();
    const place = {
      left: (cell % 2) * CELL + upTo(CELL - side),
      top: Math.floor(cell / 2) * CELL + upTo(CELL - side),
    };
    layers.push({ input, raw: { width: side, height: side, channels: 4 }, ...place });
    things.push(thingOf(row.concept, input, { ...place, width: side, height: side }));
  }
  const rgba = await sharp(Buffer.from(ground)).ensureAlpha().composite(layers).raw().toBuffer();
  return { rgba: new Uint8Array(rgba), things };
}

function thingOf(words: string, drawing: Buffer, { left, top, width }: Placement): Thing {
  const truth = new Uint8Array(SIDE * SIDE);
  let [x0, y0, x1, y1] = [SIDE, SIDE, 0, 0];
  for (let at = 0; at < width * width; at += 1) {
    if ((drawing[at * 4 + 3] ?? 0) < 128) continue;
    const [x, y] = [left + (at % width), top + Math.floor(at / width)];
    truth[y * SIDE + x] = 1;
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
  }
  return { words, truth, box: { left: x0, top: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 } };
}

function overlapOf(truth: Uint8Array, has: (at: number) => boolean): number {
  let [both, either] = [0, 0];
  for (let at = 0; at < truth.length; at += 1) {
    const mine = has(at);
    if (mine && truth[at] === 1) both += 1;
    if (mine || truth[at] === 1) either += 1;
  }
  return both / Math.max(1, either);
}

function boxOverlap(a: Placement, b: Placement): number {
  const along = (p: number, q: number, r: number, s: number): number =>
    Math.max(0, Math.min(p + q, r + s) - Math.max(p, r));
  const both = along(a.left, a.width, b.left, b.width) * along(a.top, a.height, b.top, b.height);
  return both / (a.width * a.height + b.width * b.height - both);
}

/** Area under precision over recall, boxes in order of their cosine. */
function averagePrecision(boxes: { cosine: number; isRight: boolean }[], things: number): number {
  let [right, area] = [0, 0];
  for (const [at, { isRight }] of boxes.toSorted((a, b) => b.cosine - a.cosine).entries()) {
    if (!isRight) continue;
    right += 1;
    area += right / (at + 1);
  }
  return area / things;
}

const context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1e9, threads: 0 });
const checkpoint = { id: 'spark', folder: 'resources/models/spark' };
const sums = { overlap: 0, middle: 0, pointed: 0, things: 0, milliseconds: 0 };
const boxes: { cosine: number; isRight: boolean }[] = [];
for (let number = 0; number < Number(count); number += 1) {
  const { rgba, things } = await putTogether();
  const start = performance.now();
  const { found } = await findWords(
    context,
    {
      checkpoint,
      picture: { width: SIDE, height: SIDE, rgba },
      words: things.map(({ words }) => words),
      threshold: DEFAULT_SURENESS,
    },
    new AbortController().signal,
  );
  sums.milliseconds += performance.now() - start;
  for (const [at, { truth, box }] of things.entries()) {
    const { sureness, boxes: seen } = found[at]!;
    const inMiddle = (place: number): boolean => Math.abs(place - SIDE / 2) < SIDE / 4;
    sums.overlap += overlapOf(truth, (pixel) => sureness[pixel]! >= DEFAULT_SURENESS);
    sums.middle += overlapOf(
      truth,
      (pixel) => inMiddle(pixel % SIDE) && inMiddle(Math.floor(pixel / SIDE)),
    );
    sums.pointed += truth[sureness.indexOf(Math.max(...sureness))] ?? 0;
    sums.things += 1;
    // One box a thing: what comes second for the same thing is wrong.
    let isTaken = false;
    for (const one of seen.toSorted((a, b) => b.cosine - a.cosine)) {
      const isRight: boolean = !isTaken && boxOverlap(one.box, box) >= 0.5;
      isTaken ||= isRight;
      boxes.push({ cosine: one.cosine, isRight });
    }
  }
}
const share = (sum: number): string => (sum / sums.things).toFixed(3);
process.stdout.write(
  [
    `${count} pictures, ${sums.things} things`,
    `overlap ${share(sums.overlap)}, box in the middle ${share(sums.middle)}`,
    `pointed at rightly ${share(sums.pointed)}`,
    `average precision of boxes ${averagePrecision(boxes, sums.things).toFixed(3)}`,
    `${Math.round(sums.milliseconds / Number(count))} ms a picture`,
    '',
  ].join('\n'),
);
process.exit(0);
