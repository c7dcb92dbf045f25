/**
 * Whole generations against the diffusers library (0.40, torch 2.13, float32 on a CPU): the same
 * noise, tokens and settings give the same latents and pictures, from a folder and from one file.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { openDiffusersFolder } from '#main/engine/checkpoint/diffusion/open-diffusers-folder.ts';
import { createEngineContext, type EngineContext } from '#main/engine/engine-context.ts';
import {
  besideEachOther,
  encodeChunks,
  type Condition,
} from '#main/engine/pipelines/latent-diffusion/condition.ts';
import {
  decodeInTiles,
  decodeLatent,
  pixelsOf,
} from '#main/engine/pipelines/latent-diffusion/decode.ts';
import { denoise, scaleNoise } from '#main/engine/pipelines/latent-diffusion/denoise.ts';
import { guideUnet } from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import {
  drawLatent,
  encodeMoments,
} from '#main/engine/pipelines/latent-diffusion/encode-picture.ts';
import { firstStepFor } from '#main/engine/pipelines/first-step.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import {
  decoderPlan,
  encoderPlan,
  textPlan,
  unetPlan,
} from '#main/engine/pipelines/latent-diffusion/networks.ts';
import { scheduleFor } from '#main/engine/pipelines/latent-diffusion/schedule-for.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import {
  inSingleFile,
  writeTinyFolder,
  writeTinySingleFile,
} from '#tests/support/tiny-checkpoint.ts';
import { writeReadyFolder } from '#tests/support/ready-folder.ts';
import { difference, golden, type Expected } from '#tests/support/tiny-diffusion.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

interface Published {
  readonly scheduler: { readonly cls: string; readonly config: Record<string, unknown> };
  readonly steps?: number;
  readonly guidance?: number;
  readonly latents: Expected;
  readonly image?: Expected & { readonly uint8_first12: readonly number[] };
}

const TOLERANCE = 1e-4;
const SHAPE = [4, 8, 8] as const;

const rules = { DDIMScheduler: 'ddim', EulerDiscreteScheduler: 'euler' } as const;

function published(name: string): Published {
  return golden.pipelines[name] as unknown as Published;
}

/** The largest difference, in units of the largest number where that is above one. */
function relative(actual: Float32Array, expected: Expected): number {
  const scale = Math.max(1, ...(expected.all ?? []).map(Math.abs));
  return difference(actual, expected) / scale;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

let context: EngineContext;
beforeAll(async () => {
  context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 });
});

/** What the towers say of the tokens that the references were told. */
async function conditionOf(checkpoint: DiffusionCheckpoint, row: 0 | 1): Promise<Condition> {
  const ids = (golden.models['text_clip'] as unknown as { input_ids: number[][] }).input_ids;
  const chunk = { ids: ids[row] ?? [], weights: (ids[row] ?? []).map(() => 1) };
  const towers: Condition[] = [];
  for (const tower of checkpoint.towers) {
    const model = await loadNetwork(context, textPlan(checkpoint, tower, 0));
    towers.push(await encodeChunks(model, [chunk], chunk));
  }
  return besideEachOther(towers);
}

async function predictor(checkpoint: DiffusionCheckpoint, scale: number) {
  const unet = await loadNetwork(context, unetPlan(checkpoint));
  const [condition, negative] = [
    await conditionOf(checkpoint, 0),
    await conditionOf(checkpoint, 1),
  ];
  return guideUnet(unet, { condition, negative, scale }, SHAPE);
}

const opened = new Map<string, Promise<DiffusionCheckpoint>>();

/** Opened once; cases differ in the scheduler alone. */
async function open(
  kind: 'sd1' | 'sdxl',
  layout: string,
  { cls, config }: Published['scheduler'],
): Promise<DiffusionCheckpoint> {
  const key = `${kind} ${layout}`;
  const checkpoint = opened.get(key) ?? write(kind, layout);
  opened.set(key, checkpoint);
  return { ...(await checkpoint), scheduler: { _class_name: cls, ...config } };
}

async function write(kind: 'sd1' | 'sdxl', layout: string): Promise<DiffusionCheckpoint> {
  const folder = mkdtempSync(join(tmpdir(), 'easel-tiny-'));
  folders.push(folder);
  if (layout.startsWith('ready')) {
    const hasHalves = layout.endsWith('of halves');
    await writeReadyFolder(folder, kind, { _class_name: 'EulerDiscreteScheduler' }, hasHalves);
    return openDiffusersFolder({ id: 'tiny', folder });
  }
  writeTinyFolder(folder, kind, { _class_name: 'EulerDiscreteScheduler' });
  const checkpoint = await openDiffusersFolder({ id: 'tiny', folder });
  if (layout === 'folder') return checkpoint;
  const file = join(folder, 'tiny.safetensors');
  await writeTinySingleFile(file, kind);
  return inSingleFile(file, kind, checkpoint);
}

async function generate(checkpoint: DiffusionCheckpoint, name: string): Promise<Float32Array> {
  const { scheduler, steps = 5, guidance = 5 } = published(name);
  const rule = rules[scheduler.cls as keyof typeof rules];
  const run = createScheduler(scheduleFor(rule, checkpoint.scheduler), { steps });
  const sample = scaleNoise(new TorchRandom(42).normal(4 * 8 * 8), run);
  await denoise(await predictor(checkpoint, guidance), run, sample);
  return sample;
}

describe.each(['folder', 'one file', 'ready graphs'])('%s', (layout) => {
  test.each(['txt2img_ddim_5_cfg7.5', 'txt2img_euler_5_cfg7.5', 'turbo_euler_trailing_1_cfg0'])(
    '%s',
    async (name) => {
      const { latents, image, scheduler } = published(name);
      const checkpoint = await open('sd1', layout, scheduler);
      const sample = await generate(checkpoint, name);
      expect(relative(sample, latents)).toBeLessThan(TOLERANCE);

      const decoder = await loadNetwork(context, decoderPlan(checkpoint));
      const planes = await decodeLatent(decoder, sample, SHAPE, 0.18215);
      const { rgba } = pixelsOf(planes, 64, 64);
      const first = Array.from({ length: 12 }, (_, i) => rgba[Math.floor(i / 3) * 4 + (i % 3)]);
      expect(first).toEqual(image?.uint8_first12);
    },
  );

  test('sdxl_euler_5_cfg5', async () => {
    const { latents, scheduler } = published('sdxl_euler_5_cfg5');
    const checkpoint = await open('sdxl', layout, scheduler);
    const sample = await generate(checkpoint, 'sdxl_euler_5_cfg5');
    expect(relative(sample, latents)).toBeLessThan(TOLERANCE);
  });
});

test('ready graphs that take two pictures at once, in half precision', async () => {
  const name = 'txt2img_euler_5_cfg7.5';
  const { latents, scheduler } = published(name);
  const checkpoint = await open('sd1', 'ready graphs of halves', scheduler);
  const sample = await generate(checkpoint, name);
  // Halves have three decimal digits.
  expect(relative(sample, latents)).toBeLessThan(0.02);
  // Without guidance one picture goes in, and the graph is given two all the same.
  const answer = await (await predictor(checkpoint, 1))(sample.slice(), 5);
  const whole = await open('sd1', 'folder', scheduler);
  const wanted = await (await predictor(whole, 1))(sample.slice(), 5);
  const all = { shape: [4, 8, 8], first8: [], all: Array.from(wanted) };
  expect(relative(answer, all)).toBeLessThan(0.02);
});

interface Strengths {
  readonly cases: readonly (Published & { readonly strength: number })[];
}

const strengths = JSON.parse(
  readFileSync(new URL('fixtures/img2img-strengths.json', import.meta.url), 'utf8'),
) as Strengths;

const layouts = ['folder', 'ready graphs'] as const;

test.each(strengths.cases.flatMap((one) => layouts.map((layout) => ({ ...one, layout }))))(
  'image to image at strength $strength by $scheduler.cls ($layout)',
  async ({ scheduler, strength, latents, layout }) => {
    const checkpoint = await open('sd1', layout, scheduler);
    const random = new TorchRandom(11);
    const noise = (length: number): Float32Array => random.normal(length);
    const encoder = await loadNetwork(context, encoderPlan(checkpoint));
    const { data } = waveTensor([1, 3, 64, 64], 0.05, 0.0007, 0.2);
    const sample = drawLatent(await encodeMoments(encoder, data, [64, 64]), 0.18215, noise);
    const rule = rules[scheduler.cls as keyof typeof rules];
    const run = createScheduler(scheduleFor(rule, checkpoint.scheduler), { steps: 10 });
    const from = firstStepFor(run, 10, strength);
    run.addNoise(from, sample, noise(sample.length));
    await denoise(await predictor(checkpoint, 5), run, sample, { from });
    expect(relative(sample, latents)).toBeLessThan(TOLERANCE);
  },
);

test('a latent decoded in tiles is nearly the one decoded at once', async () => {
  const { scheduler } = published('txt2img_ddim_5_cfg7.5');
  const checkpoint = await open('sd1', 'folder', scheduler);
  const decoder = await loadNetwork(context, decoderPlan(checkpoint));
  const latent = new TorchRandom(3).normal(4 * 20 * 28);
  const shape = [4, 20, 28] as const;
  const whole = await decodeInTiles(decoder, latent, shape, 1, { side: 32, overlap: 4 });
  const tiled = await decodeInTiles(decoder, latent, shape, 1, { side: 16, overlap: 8 });
  expect(tiled).toHaveLength(whole.length);
  const mean = tiled.reduce((sum, value, at) => sum + Math.abs(value - (whole[at] ?? 0)), 0);
  const spread = whole.reduce((sum, value) => sum + Math.abs(value), 0);
  // Group norms see only their tile, so the numbers are near, not equal.
  expect(mean / spread).toBeLessThan(0.35);
});
