/**
 * What a discriminator brings and costs: Spark taught a style with and without one, all else alike.
 * `node tests/bench/teach-adversarial.ts [steps] [weight …]`: held-out loss, likeness by CLIP and edges of
 * what is drawn by the words of held-out drawings, against those drawings.
 */
import { openOwnClip } from '#main/engine/clip/open-own-clip.ts';
import { toPixels } from '#main/engine/pipelines/spark/to-pixels.ts';
import { drawLatents } from '#main/engine/trainer/spark/draw-latents.ts';
import { openSparkLora } from '#main/engine/trainer/spark/spark-lora.ts';
import { train } from '#main/engine/trainer/train.ts';
import { averageOf, withAverage } from '#main/engine/trainer/training-state.ts';
import { dot } from '#shared/numeric/vector.ts';
import { spark } from '#tests/engine/support/checkpoints.ts';
import { openEngine } from '#tests/engine/support/generate.ts';
import { sparkExamples } from '#tests/support/spark-examples.ts';

const [steps = 40, ...weights] = process.argv.slice(2).map(Number);
const [TAUGHT, HELD] = [16, 6];
const LATENT = [4, 32, 32] as const;
const { checkpoint, examples } = await sparkExamples(TAUGHT + HELD, 5);
const held = examples.slice(TAUGHT);
const clip = await openOwnClip(await openEngine(1), spark);

/** Mean absolute difference of neighbours, of colours and alpha in -1..1. */
function edgesIn(picture: Float32Array): number {
  let sum = 0;
  for (let at = 1; at < picture.length; at += 1) {
    if (at % 32 !== 0) sum += Math.abs(picture[at]! - picture[at - 1]!);
  }
  return sum / picture.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function look(pictures: readonly Float32Array[]): Promise<Float32Array[]> {
  return clip.embedPictures(pictures.map((picture) => toPixels(picture, 32, 32)));
}

const wanted = await look(held.map(({ picture }) => picture));
console.log(
  `edges of held-out drawings ${mean(held.map(({ picture }) => edgesIn(picture))).toFixed(4)}`,
);
for (const weight of weights.length === 0 ? [0, 0.1, 1] : weights) {
  const used = process.cpuUsage();
  const run = await openSparkLora(
    checkpoint,
    { examples: examples.slice(0, TAUGHT), kept: [] },
    {
      ...{ rank: 8, alpha: 8, seed: 1, batch: 4, kept: 0, adversarialWeight: weight },
      ...{ isMirrored: true, isColourVaried: false },
    },
    { provider: 'cpu', threads: 1 },
  );
  const plan = { steps, warmUp: 5, rate: 2e-3, maxLength: 1, batches: 1, averageDecay: 0.9 };
  await train(run.graph, run.state, plan, run.draw, () => undefined);
  const seconds = process.cpuUsage(used).user / 1e6;
  const loss = await withAverage(run.state, () => run.heldOutLoss(held));
  const wordless = { ...held[0]!.condition };
  const drawn = await drawLatents(
    ...([
      run.unet(averageOf(run.state)),
      held.map(({ condition }) => condition),
      wordless,
    ] as const),
    ...([LATENT, { steps: 10, guidanceScale: 1, seed: 7 }] as const),
  );
  const seen = await look(drawn);
  const likeness = mean(seen.flatMap((one) => wanted.map((other) => dot(one, other))));
  console.log(
    `weight ${weight}: held-out loss ${loss.toFixed(4)}, likeness ${likeness.toFixed(3)}, edges ${mean(drawn.map(edgesIn)).toFixed(4)}, ${seconds.toFixed(0)} s of processor`,
  );
  await run.release();
}
process.exit(0);
