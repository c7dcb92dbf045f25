/**
 * Teaches Spark's CLIP ten invented names for ten invented figures, and says what it costs and brings:
 * `node tests/bench/teach-words.ts [steps] [rate] [infonce|triplet] [pictures a word] [preservation]`.
 * Judged on held-out drawings while it goes, and at the end on drawings that no part of it has seen.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openClip } from '#main/engine/clip/open-clip.ts';
import { trainRun } from '#main/engine/methods/train.ts';
import type { DatasetPictureKey } from '#shared/domain/dataset.ts';
import type { CheckpointId } from '#shared/domain/ids.ts';
import { contrastiveLossSchema, type Recipe } from '#shared/domain/training.ts';
import { pointFile, type TrainEvent } from '#shared/engine-protocol/training.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { dot } from '#shared/numeric/vector.ts';
import { spark } from '#tests/engine/support/checkpoints.ts';
import { openEngine } from '#tests/engine/support/generate.ts';
import { drawFigure, inventedNames } from '#tests/support/invented-figures.ts';

const [steps = 200, rate = 1e-3] = process.argv.slice(2, 4).map(Number);
const loss = contrastiveLossSchema.parse(process.argv[4] ?? 'infonce');
const [each = 12, preservation = 0.25] = process.argv.slice(5, 7).map(Number);
/** Drawings of each figure that are neither taught nor held out. */
const UNSEEN = 10;
const FIRST_UNSEEN = 500;
const root = mkdtempSync(join(tmpdir(), 'easel-words-'));

async function pixelsOf(name: string, number: number): Promise<Pixels> {
  const image = sharp(await drawFigure(name, number)).ensureAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: new Uint8Array(data) };
}

const drawings = inventedNames.flatMap((name) =>
  Array.from({ length: each }, (_, number) => ({ name, number })),
);
const pictures = await Promise.all(
  drawings.map(async ({ name, number }) => ({
    key: `${name}-${number}` as DatasetPictureKey,
    pixels: await pixelsOf(name, number),
    ...{ caption: name, isHeldOut: number % 3 === 2, weight: 1 },
  })),
);
const recipe: Recipe = {
  ...{ teaches: 'words', checkpoint: 'spark' as CheckpointId, checkpointHash: 'bench', steps },
  ...{ rank: 8, trigger: '', learningRate: rate, batch: 16, preservation, loss },
  ...{
    isMirrored: true,
    isColourVaried: true,
    isAdversarial: false,
    adversarialWeight: 0.1,
    seed: 1,
    samplePrompts: [],
  },
};
const context = await openEngine(Number(process.env['THREADS'] ?? 1));
const [began, used] = [performance.now(), process.cpuUsage()];

function hear(event: TrainEvent): void {
  if (event.type === 'point') {
    const { step, heldOutLoss = Number.NaN, accuracy = Number.NaN } = event.point;
    const seconds = (process.cpuUsage(used).user / 1e6).toFixed(0);
    const words = `held-out loss ${heldOutLoss.toFixed(3)}, right ${(accuracy * 100).toFixed(0)} %`;
    console.log(`step ${step}, ${seconds} s of processor, ${words}`);
  }
}

const result = await trainRun(
  context,
  {
    ...{ checkpoint: spark, recipe, pictures, folder: root, isEnding: false },
    rhythm: { judgeEvery: Math.ceil(steps / 6), sampleEvery: steps, keepEveryMs: 1e9 },
  },
  hear,
  new AbortController().signal,
);
console.log(JSON.stringify(result));

async function rightOn(adapter?: string): Promise<number> {
  const clip = await openClip(context, {
    ...spark,
    ...(adapter === undefined ? {} : { adapter: { name: 'words', path: adapter } }),
  });
  const said = await clip.embedText(inventedNames.map((text) => [{ text, weight: 1 }]));
  let right = 0;
  for (const [place, name] of inventedNames.entries()) {
    const numbers = Array.from({ length: UNSEEN }, (_, at) => FIRST_UNSEEN + at);
    const seen = await clip.embedPictures(
      await Promise.all(numbers.map((number) => pixelsOf(name, number))),
    );
    for (const picture of seen) {
      const own = dot(picture, said[place]!);
      if (said.every((text, at) => at === place || dot(picture, text) < own)) right += 1;
    }
  }
  return right / inventedNames.length / UNSEEN;
}

const best = join(root, pointFile(result.best!.step));
console.log(
  `unseen drawings, right words first: ${await rightOn()} before, ${await rightOn(best)} after`,
);
console.log(
  `${((performance.now() - began) / 1000).toFixed(0)} s, of processor ${((process.cpuUsage(used).user + process.cpuUsage(used).system) / 1e6).toFixed(0)} s`,
);
process.exit(0);
