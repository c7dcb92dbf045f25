/**
 * Inpainting by a nine-channel U-Net against the diffusers library (0.40, torch 2.13, float32 on a CPU):
 * the same picture, mask, noise and settings give the same latents.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { openDiffusersFolder } from '#main/engine/checkpoint/diffusion/open-diffusers-folder.ts';
import { createEngineContext, type EngineContext } from '#main/engine/engine-context.ts';
import { firstStepFor } from '#main/engine/pipelines/first-step.ts';
import { encodeChunks } from '#main/engine/pipelines/latent-diffusion/condition.ts';
import { denoise, scaleNoise } from '#main/engine/pipelines/latent-diffusion/denoise.ts';
import {
  drawLatent,
  encodeMoments,
} from '#main/engine/pipelines/latent-diffusion/encode-picture.ts';
import { guideUnet } from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import { besideLatent, hide } from '#main/engine/pipelines/latent-diffusion/hidden-parts.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import {
  encoderPlan,
  textPlan,
  unetPlan,
} from '#main/engine/pipelines/latent-diffusion/networks.ts';
import { scheduleFor } from '#main/engine/pipelines/latent-diffusion/schedule-for.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { writeTinyInpainting } from '#tests/support/tiny-checkpoint.ts';
import { difference, golden, type Expected } from '#tests/support/tiny-diffusion.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

interface Case {
  readonly scheduler: { readonly cls: string; readonly config: Record<string, unknown> };
  readonly strength: number;
  readonly latents: Expected;
}

const { cases } = JSON.parse(
  readFileSync(new URL('fixtures/inpaint-nine-channels.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

const [SIDE, SCALE, STEPS] = [64, 0.18215, 10];

/** Soft, as brushes are: what is below a half is kept. */
function mask(): Float32Array {
  const plane = new Float32Array(SIDE * SIDE);
  for (const [value, top, bottom, left, right] of [
    [0.4, 10, 50, 18, 58],
    [0.6, 14, 46, 22, 54],
    [1, 20, 40, 30, 48],
  ] as const) {
    for (let y = top; y < bottom; y += 1) plane.fill(value, y * SIDE + left, y * SIDE + right);
  }
  return plane;
}

let context: EngineContext;
let checkpoint: DiffusionCheckpoint;
const folder = mkdtempSync(join(tmpdir(), 'easel-tiny-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
beforeAll(async () => {
  context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 });
  await writeTinyInpainting(folder);
  checkpoint = await openDiffusersFolder({ id: 'tiny', folder });
});

test.each(cases)(
  '$scheduler.cls at strength $strength',
  async ({ scheduler, strength, latents }) => {
    expect(checkpoint.isInpainting).toBe(true);
    const ids = (golden.models['text_clip'] as unknown as { input_ids: number[][] }).input_ids;
    const tower = await loadNetwork(context, textPlan(checkpoint, checkpoint.towers[0]!, 0));
    const [condition, negative] = await Promise.all(
      ids.map((row) => {
        const chunk = { ids: row, weights: row.map(() => 1) };
        return encodeChunks(tower, [chunk], chunk);
      }),
    );
    const random = new TorchRandom(11);
    const noise = (length: number): Float32Array => random.normal(length);
    const encoder = await loadNetwork(context, encoderPlan(checkpoint));
    const planes = (): Float32Array => waveTensor([1, 3, SIDE, SIDE], 0.05, 0.0007, 0.2).data;
    const rule = scheduler.cls === 'DDIMScheduler' ? 'ddim' : 'euler';
    const trained = { _class_name: scheduler.cls, ...scheduler.config };
    const run = createScheduler(scheduleFor(rule, trained), { steps: STEPS });
    const from = firstStepFor(run, STEPS, strength);
    let sample: Float32Array;
    if (strength === 1) sample = scaleNoise(noise(4 * 8 * 8), run);
    else {
      sample = drawLatent(await encodeMoments(encoder, planes(), [SIDE, SIDE]), SCALE, noise);
      run.addNoise(from, sample, noise(sample.length));
    }
    const size = { width: SIDE, height: SIDE };
    const beside = besideLatent(await hide(encoder, planes(), mask(), size, SCALE), noise);
    const unet = await loadNetwork(context, unetPlan(checkpoint));
    const guidance = { condition: condition!, negative: negative!, scale: 5 };
    await denoise(guideUnet(unet, guidance, [4, 8, 8], beside), run, sample, { from });
    const scale = Math.max(1, ...latents.all!.map(Math.abs));
    expect(difference(sample, latents) / scale).toBeLessThan(1e-4);
  },
);
