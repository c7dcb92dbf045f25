/**
 * Spark's embeddings of pictures that it was not trained on, with what they show: the numbers in
 * `tests/fixtures/embeddings`, on which tests of tastes and tags stand.
 *
 * `node tests/bench/embed-pictures.ts <picture-data folder> <file.safetensors> [pictures]`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { openClip } from '#main/engine/clip/open-clip.ts';
import { createEngineContext } from '#main/engine/engine-context.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { encodeSafetensors } from '#shared/safetensors/write.ts';

interface Row {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly concept: string;
  readonly style: string;
  readonly split: string;
}

/** Words with so many pictures are taught in tests, all their pictures come first. */
const PICTURES_OF_A_WORD = 5;
const WORDS = 20;

const [folder = '', target = '', count = '360'] = process.argv.slice(2);
const drawings = readFileSync(join(folder, 'color.bin'));
const rows = gunzipSync(readFileSync(join(folder, 'captions.jsonl.gz')))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)
  .filter(({ file, split }) => file === 'color.bin' && split.startsWith('test'));
const byWord = Map.groupBy(rows, ({ concept }) => concept);
const words = [...byWord].filter(([, those]) => those.length >= PICTURES_OF_A_WORD).slice(0, WORDS);
const taught = words.flatMap(([, those]) => those.slice(0, PICTURES_OF_A_WORD + 1));
const others = rows.filter((row) => !taught.includes(row));
const room = Number(count) - taught.length;
const step = others.length / room;
const chosen = [
  ...taught,
  ...Array.from({ length: room }, (_, at) => others[Math.floor(at * step)]!),
];

const context = await createEngineContext({
  device: 'cpu',
  memoryBudgetBytes: 1 << 30,
  threads: 2,
});
const clip = await openClip(context, { id: 'spark', folder: 'resources/models/spark' });

const pictures = await Promise.all(
  chosen.map(async ({ offset, length }): Promise<Pixels> => {
    const { data, info } = await sharp(drawings.subarray(offset, offset + length))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgba: new Uint8Array(data) };
  }),
);
const tensor = (name: string, vectors: readonly Float32Array[]) => {
  const width = clip.dimensions;
  const data = new Float32Array(vectors.length * width);
  vectors.forEach((vector, at) => data.set(vector, at * width));
  return { name, dims: [vectors.length, width], data };
};
const facts = chosen.map(({ concept, style }, at) => ({
  ...{ concept, style },
  ...colourOf(pictures[at]!),
}));
writeFileSync(
  target,
  encodeSafetensors(
    [
      tensor('pictures', await clip.embedPictures(pictures)),
      tensor('words', await clip.embedText(words.map(([text]) => [{ text, weight: 1 }]))),
    ],
    { pictures: JSON.stringify(facts), words: JSON.stringify(words.map(([word]) => word)) },
  ),
);
console.log(`${chosen.length} pictures, ${words.length} words`);
await context.models.clear();

/** Mean colour of what is drawn: how warm (red over blue), -1..1, and how light, 0..1. */
function colourOf({ rgba }: Pixels): { warmth: number; lightness: number } {
  const sums = [0, 0, 0];
  let cover = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3]! / 255;
    cover += alpha;
    for (let channel = 0; channel < 3; channel += 1) sums[channel]! += alpha * rgba[at + channel]!;
  }
  const [red, green, blue] = sums.map((sum) => sum / Math.max(cover, 1e-6) / 255);
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return { warmth: round(red! - blue!), lightness: round((red! + green! + blue!) / 3) };
}
