/**
 * Whether explanations point at what counts.
 *
 * `node tests/bench/explain-regions.ts <picture-data folder> [cases]`: drawings that CLIP was not
 * trained on, each put on a ground that runs from one colour to another. The place that the map points
 * at is removed (filled with the mean of its surroundings), and so is a place of equal size drawn by
 * lot; told is how often the first costs more of the match. Sizes of the place: 2 × 2 cells of the map
 * and 3 × 3.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { openClip } from '#main/engine/clip/open-clip.ts';
import { createEngineContext } from '#main/engine/engine-context.ts';
import { explainPicture } from '#main/engine/methods/explain.ts';
import { EXPLANATION_SIDE } from '#shared/domain/explanation.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { dot } from '#shared/numeric/vector.ts';

interface Row {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly concept: string;
  readonly style: string;
  readonly split: string;
}

const SIDE = 256;
const CELL = SIDE / EXPLANATION_SIDE;
const [folder = '', count = '200'] = process.argv.slice(2);
const random = new TorchRandom(11);
const upTo = (limit: number): number => Math.floor(random.uniform() * limit);
const drawings = readFileSync(join(folder, 'color.bin'));
const rows = gunzipSync(readFileSync(join(folder, 'captions.jsonl.gz')))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)
  .filter((row) => row.file === 'color.bin' && row.split !== 'train' && row.style !== 'outline');

/** One drawing somewhere on a ground of colours. */
async function putTogether(row: Row): Promise<Uint8Array> {
  const colour = (): string => `rgb(${[0, 0, 0].map(() => 90 + upTo(165)).join(',')})`;
  const ground = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><defs>
    <linearGradient id="g" x1="0" y1="0" x2="${random.uniform().toFixed(2)}" y2="1">
    <stop offset="0" stop-color="${colour()}"/><stop offset="1" stop-color="${colour()}"/>
    </linearGradient></defs><rect width="${SIDE}" height="${SIDE}" fill="url(#g)"/></svg>`;
  const side = 110 + upTo(100);
  const bytes = drawings.subarray(row.offset, row.offset + row.length);
  const input = await sharp(bytes).resize(side, side).png().toBuffer();
  const layer = { input, left: upTo(SIDE - side), top: upTo(SIDE - side) };
  const rgba = await sharp(Buffer.from(ground)).ensureAlpha().composite([layer]).raw().toBuffer();
  return new Uint8Array(rgba);
}

/** Left and top cell of the square of cells that the map sums up to most. */
function pointedAt(map: Float32Array, size: number): readonly [number, number] {
  let [best, most] = [[0, 0] as readonly [number, number], -Infinity];
  for (let top = 0; top + size <= EXPLANATION_SIDE; top += 1) {
    for (let left = 0; left + size <= EXPLANATION_SIDE; left += 1) {
      let sum = 0;
      for (let y = top; y < top + size; y += 1) {
        for (let x = left; x < left + size; x += 1) sum += map[y * EXPLANATION_SIDE + x]!;
      }
      if (sum > most) [best, most] = [[left, top], sum];
    }
  }
  return best;
}

/** The picture without a square: the mean colour of the square's border lies there instead. */
function without(rgba: Uint8Array, [column, row]: readonly [number, number], size: number) {
  const [left, top, wide] = [column * CELL, row * CELL, size * CELL];
  const sums = [0, 0, 0];
  let seen = 0;
  for (let step = 0; step < wide; step += 1) {
    const border = [[left + step, top - 1], [left + step, top + wide], [left - 1, top + step], [left + wide, top + step]] as const; // prettier-ignore
    for (const [x, y] of border) {
      if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) continue;
      seen += 1;
      for (let channel = 0; channel < 3; channel += 1) {
        sums[channel]! += rgba[(y * SIDE + x) * 4 + channel]!;
      }
    }
  }
  const out = rgba.slice();
  for (let y = top; y < top + wide; y += 1) {
    for (let x = left; x < left + wide; x += 1) {
      out.set(
        sums.map((sum) => sum / seen),
        (y * SIDE + x) * 4,
      );
    }
  }
  return out;
}

const context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1e9, threads: 0 });
const reference = { id: 'spark', folder: 'resources/models/spark' };
const clip = await openClip(context, reference);
const SIZES = [2, 3] as const;
const won = new Map<number, number>(SIZES.map((size) => [size, 0]));
for (let number = 0; number < Number(count); number += 1) {
  const row = rows[upTo(rows.length)]!;
  const rgba = await putTogether(row);
  const picture = { width: SIDE, height: SIDE, rgba };
  const prompt = [{ text: row.concept, weight: 1 }];
  const words: never[] = [];
  const { signal } = new AbortController();
  const params = { checkpoint: reference, picture, prompt, words };
  const { map } = await explainPicture(context, params, undefined, signal);
  const [text] = await clip.embedText([prompt]);
  for (const size of SIZES) {
    const places = EXPLANATION_SIDE - size + 1;
    const chosen = pointedAt(map, size);
    let other = chosen;
    while (other[0] === chosen[0] && other[1] === chosen[1]) other = [upTo(places), upTo(places)];
    const pictures = [chosen, other].map((place) => ({
      ...picture,
      rgba: without(rgba, place, size),
    }));
    const [first, second] = (await clip.embedPictures(pictures)).map((one) => dot(one, text!));
    if (first! < second!) won.set(size, won.get(size)! + 1);
  }
}
const lines = SIZES.map((size) => {
  const share = (100 * won.get(size)!) / Number(count);
  return `${size} × ${size} cells: costs more than a place by lot in ${share.toFixed(1)} % of ${count} cases`;
});
process.stdout.write(`${lines.join('\n')}\n`);
process.exit(0);
