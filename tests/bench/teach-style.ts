/**
 * Teaches Spark twenty drawings in a manner it has never seen and says what it costs and brings:
 * `node tests/bench/teach-style.ts [steps] [rate] [adversarial weight] [sheet.png] [preservation]`; the sheet shows the same prompts and
 * seeds over time, the base first.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { SharpCodec } from '#main/adapters/disk/sharp-codec.ts';
import { trainRun } from '#main/engine/methods/train.ts';
import type { DatasetPictureKey } from '#shared/domain/dataset.ts';
import type { CheckpointId } from '#shared/domain/ids.ts';
import type { Recipe } from '#shared/domain/training.ts';
import type { TrainEvent } from '#shared/engine-protocol/training.ts';
import { spark } from '#tests/engine/support/checkpoints.ts';
import { openEngine } from '#tests/engine/support/generate.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { stripedThings, writeStripedPictures } from '#tests/support/striped-pictures.ts';

const [steps = 160, rate = 2.5e-3, adversarial = 0, preservation = 0.7] = [2, 3, 4, 6].map((at) =>
  process.argv[at] === undefined ? undefined : Number(process.argv[at]),
);
const sheet = process.argv[5];
const TILE = 128;
/** Sample prompts with the trigger. */
const TAUGHT = 4;
const root = mkdtempSync(join(tmpdir(), 'easel-teach-'));
await writeStripedPictures(join(root, 'pictures'));
const codec = new SharpCodec();
const pictures = await Promise.all(
  stripedThings.map(async (caption, at) => ({
    key: caption as DatasetPictureKey,
    pixels: await codec.readPixels(join(root, 'pictures', `${caption}.png`), caption, TILE),
    ...{ caption, isHeldOut: at % 5 === 4, weight: 1 },
  })),
);
const recipe: Recipe = {
  ...{ teaches: 'style', checkpoint: 'spark' as CheckpointId, checkpointHash: '', steps, rank: 8 },
  ...{ trigger: 'hatchwork', learningRate: rate, batch: 4, preservation, loss: 'infonce' },
  ...{
    isMirrored: true,
    isColourVaried: false,
    isAdversarial: adversarial > 0,
    adversarialWeight: adversarial,
    seed: 1,
  },
  samplePrompts: [
    ...['hatchwork apple', 'hatchwork cat', 'hatchwork tree', 'hatchwork rocket'],
    ...['a green apple', 'a fire truck', 'a red heart', 'a panda face'],
  ],
};
const samples: { step: number; index: number; png: Uint8Array }[] = [];
const drawn: Promise<unknown>[] = [];
/** Of samples of what is taught, by step. */
const sharpness = new Map<number, number>();
const began = performance.now();

/** Mean absolute Laplacian of lightness over white, 0..255: how much edge there is. */
function edgesIn({ width, height, rgba }: Pixels): number {
  const light = Float32Array.from({ length: width * height }, (_, at) => {
    const alpha = rgba[at * 4 + 3]! / 255;
    const mean = (rgba[at * 4]! + rgba[at * 4 + 1]! + rgba[at * 4 + 2]!) / 3;
    return mean * alpha + 255 * (1 - alpha);
  });
  let sum = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const around = light[at - 1]! + light[at + 1]! + light[at - width]! + light[at + width]!;
      sum += Math.abs(around - 4 * light[at]!);
    }
  }
  return sum / (width - 2) / (height - 2);
}

function hear(event: TrainEvent): void {
  if (event.type === 'point') {
    const { step, heldOutLoss = Number.NaN } = event.point;
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(`step ${step}, ${seconds} s, held-out loss ${heldOutLoss.toFixed(4)}`);
  }
  if (event.type !== 'sample') return;
  const { step, index, pixels } = event;
  if (index < TAUGHT) sharpness.set(step, (sharpness.get(step) ?? 0) + edgesIn(pixels) / TAUGHT);
  const flat = sharp(pixels.rgba, {
    raw: { width: pixels.width, height: pixels.height, channels: 4 },
  }).flatten({ background: '#ffffff' });
  drawn.push(
    flat
      .png()
      .toBuffer()
      .then((png) => samples.push({ step, index, png })),
  );
}

const rhythm = {
  judgeEvery: Math.ceil(steps / 10),
  sampleEvery: Math.ceil(steps / 2),
  keepEveryMs: 1e9,
};
const result = await trainRun(
  await openEngine(),
  { checkpoint: spark, recipe, pictures, folder: root, isEnding: false, rhythm },
  hear,
  new AbortController().signal,
);
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`, JSON.stringify(result));
const folderEdges =
  pictures.reduce((sum, { pixels }) => sum + edgesIn(pixels), 0) / pictures.length;
const drawnEdges = [...sharpness].map(([step, edges]) => `${edges.toFixed(1)} at step ${step}`);
console.log(`edges: ${drawnEdges.join(', ')}; ${folderEdges.toFixed(1)} in the folder`);
await Promise.all(drawn);
if (sheet !== undefined) {
  const rows = [...new Set(samples.map(({ step }) => step))].toSorted((a, b) => a - b);
  const width = recipe.samplePrompts.length * TILE;
  await sharp({ create: { width, height: rows.length * TILE, channels: 3, background: '#fff' } })
    .composite(
      samples.map(({ step, index, png }) => ({
        ...{ input: Buffer.from(png), left: index * TILE, top: rows.indexOf(step) * TILE },
      })),
    )
    .png()
    .toFile(sheet);
}
process.exit(0);
