/**
 * How well the dataset doctor suspects letters: pictures with a line of text drawn over them, and the
 * same pictures without. `node tests/bench/suspected-text.ts <picture-data folder> [pictures] [folder]`;
 * with a folder, what was taken for text without being drawn is written there.
 *
 * Grounds in turn: noise with the spectrum of photographs (1/f), a drawing on a coloured ground, and
 * drawings without any text (one picture each of `pictures` held for the false positives).
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { countLetters } from '#main/core/training/dataset/lettering/letter-lines.ts';
import { marksOf, whichAreMarked } from '#main/core/training/dataset/lettering/shared-marks.ts';
import { differenceHash, greyOf } from '#main/core/training/dataset/picture-measures.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { photographicNoise } from '#tests/support/photographic-noise.ts';

interface Row {
  readonly id: string;
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly name: string;
  readonly style: string;
}

const [folder = '', count = '300', shown, only] = process.argv.slice(2);
const SIDE = 384;
const random = new TorchRandom(11);
const between = (low: number, high: number): number => low + (high - low) * random.uniform();
const pick = <T>(values: readonly T[]): T => values[Math.floor(random.uniform() * values.length)]!;
const bytes = readFileSync(join(folder, 'color.bin'));
const rows = gunzipSync(readFileSync(join(folder, 'captions.jsonl.gz')))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)
  .filter(({ file }) => file === 'color.bin');
const faces = ['DejaVu Sans', 'DejaVu Serif', 'DejaVu Sans Mono', 'DejaVu Sans Condensed'];

function drawing(row: Row): Promise<Buffer> {
  return sharp(bytes.subarray(row.offset, row.offset + row.length))
    .resize(SIDE, SIDE)
    .png()
    .toBuffer();
}

function colour(low: number, high: number): string {
  return `rgb(${[0, 0, 0].map(() => Math.round(between(low, high))).join(',')})`;
}

async function onColour(row: Row): Promise<Buffer> {
  const ground = { width: SIDE, height: SIDE, channels: 3 as const, background: colour(60, 255) };
  return sharp({ create: ground })
    .composite([{ input: await drawing(row) }])
    .png()
    .toBuffer();
}

/** One line of words somewhere, light or dark, upright or turned a little. */
function text(): { svg: Buffer; size: number } {
  const size = between(0.035, 0.12) * SIDE;
  const words = [pick(rows).name, pick(rows).name].join(' ').slice(0, Math.floor(500 / size));
  const fill = random.uniform() < 0.5 ? colour(0, 50) : colour(215, 255);
  const look = `font-family="${pick(faces)}" font-size="${size}" font-weight="${pick(['400', '700'])}"`;
  const place = `translate(${between(4, SIDE * 0.15)} ${between(0.12, 0.95) * SIDE}) rotate(${between(-7, 7)})`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><text transform="${place}" ${look} fill="${fill}" fill-opacity="${between(0.7, 1)}">${words.replace(/[<&]/g, '')}</text></svg>`;
  return { svg: Buffer.from(svg), size };
}

async function greyIn(picture: Buffer): Promise<Float32Array> {
  const data = await sharp(picture).ensureAlpha().raw().toBuffer();
  return greyOf({ rgba: new Uint8Array(data), width: SIDE, height: SIDE });
}

async function lettersOf(picture: Buffer): Promise<{ letters: number; ms: number }> {
  const grey = await greyIn(picture);
  const began = process.cpuUsage();
  const letters = countLetters(grey, SIDE, SIDE);
  return { letters, ms: process.cpuUsage(began).user / 1000 };
}

const limits = [4, 5, 6, 7, 8];
async function measure(
  name: string,
  make: (at: number) => Promise<{ picture: Buffer; note: string }>,
): Promise<void> {
  const found: number[] = [];
  let spent = 0;
  for (let at = 0; at < Number(count); at += 1) {
    const { picture, note } = await make(at);
    const { letters, ms } = await lettersOf(picture);
    found.push(letters);
    spent += ms;
    if (shown !== undefined && letters >= 4 === note.startsWith('without')) {
      mkdirSync(shown, { recursive: true });
      await sharp(picture)
        .png()
        .toFile(join(shown, `${note} ${letters} ${at}.png`));
    }
  }
  const shares = limits.map((least) => {
    const share = found.filter((letters) => letters >= least).length / found.length;
    return `${least}+ ${(100 * share).toFixed(1)} %`;
  });
  console.log(`${name}: ${shares.join(', ')}; ${(spent / found.length).toFixed(0)} ms a picture`);
}

async function written(ground: Buffer, name: string): Promise<{ picture: Buffer; note: string }> {
  const { svg } = text();
  return {
    picture: await sharp(ground)
      .composite([{ input: svg }])
      .png()
      .toBuffer(),
    note: `with ${name}`,
  };
}

const noise = (): Promise<Buffer> => photographicNoise(random, SIDE);
if (only !== 'marks') {
  await measure('text on noise', async () => written(await noise(), 'noise'));
  await measure('text on drawings', async () => written(await onColour(pick(rows)), 'drawing'));
  await measure('noise alone', async () => ({ picture: await noise(), note: 'without noise' }));
  await measure('drawings alone', async () => {
    const row = pick(rows);
    return {
      picture: await onColour(row),
      note: `without ${row.style} ${row.name.replaceAll('/', ' ')}`,
    };
  });
}

/** Folders of pictures, with and without a mark: the share of pictures that are suspected. */
async function folders(name: string, make: () => Promise<Buffer[]>): Promise<void> {
  let [suspected, whole, touched] = [0, 0, 0];
  const many = Math.ceil(Number(count) / 10);
  for (let at = 0; at < many; at += 1) {
    const marks = await Promise.all(
      (await make()).map(async (picture) => {
        const grey = await greyIn(picture);
        const outline = differenceHash(grey, SIDE, SIDE);
        return { marks: marksOf(grey, SIDE, SIDE), outline };
      }),
    );
    const marked = whichAreMarked(marks).filter(Boolean).length;
    suspected += marked;
    whole += marks.length;
    touched += marked > 0 ? 1 : 0;
  }
  const share = (100 * suspected) / whole;
  console.log(`${name}: ${share.toFixed(1)} % of pictures, in ${touched} of ${many} folders`);
}

/** A name in a corner, or pale across the middle. */
function mark(): Buffer {
  const isCorner = random.uniform() < 0.6;
  const size = isCorner ? between(11, 18) : between(28, 46);
  const [x, y] = isCorner
    ? [pick([10, SIDE - 150]), pick([22, SIDE - 12])]
    : [SIDE * 0.24, SIDE * 0.54];
  const look = `font-family="${pick(faces)}" font-size="${size}" fill="${pick(['#fff', '#000', '#888'])}"`;
  const opacity = isCorner ? between(0.5, 0.9) : between(0.25, 0.5);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}"><text x="${x}" y="${y}" ${look} fill-opacity="${opacity}">© studio fox</text></svg>`,
  );
}

const over = (grounds: Buffer[]): Promise<Buffer[]> => {
  const input = mark();
  return Promise.all(
    grounds.map((ground) => sharp(ground).composite([{ input }]).png().toBuffer()),
  );
};
const many = (make: () => Promise<Buffer>): Promise<Buffer[]> =>
  Promise.all(Array.from({ length: 20 }, make));
const white = (row: Row): Promise<Buffer> =>
  drawing(row).then((input) => sharp(input).flatten({ background: '#fff' }).png().toBuffer());
function ofOneStyle(): Promise<Buffer[]> {
  const style = pick([...new Set(rows.map((row) => row.style))]);
  const group = rows.filter((row) => row.style === style);
  const start = Math.floor(random.uniform() * Math.max(1, group.length - 20));
  if (only === 'marks') console.log(style, group[start]?.name);
  return Promise.all(group.slice(start, start + 20).map(white));
}
await folders('marks on noise', async () => over(await many(noise)));
await folders('marks on drawings', async () => over(await many(() => onColour(pick(rows)))));
await folders('marks on white drawings', async () => over(await many(() => white(pick(rows)))));
await folders('noise alone', () => many(noise));
await folders('drawings alone', () => many(() => white(pick(rows))));
await folders('drawings of one style, in order', ofOneStyle);
