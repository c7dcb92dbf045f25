/**
 * IP-Adapters against the diffusers library: what U-Nets of Stable Diffusion 1.5 and SDXL say with the
 * picture in all blocks, in the style blocks alone and without it, and whole runs of image to image.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { openDiffusersFolder } from '#main/engine/checkpoint/diffusion/open-diffusers-folder.ts';
import { createEngineContext, type EngineContext } from '#main/engine/engine-context.ts';
import { withIpAdapter } from '#main/engine/ip-adapter/with-ip-adapter.ts';
import {
  besideEachOther,
  encodeChunks,
  type Condition,
} from '#main/engine/pipelines/latent-diffusion/condition.ts';
import { denoise } from '#main/engine/pipelines/latent-diffusion/denoise.ts';
import {
  drawLatent,
  encodeMoments,
} from '#main/engine/pipelines/latent-diffusion/encode-picture.ts';
import { guideUnet } from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import { firstStepFor } from '#main/engine/pipelines/first-step.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import {
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
import { difference, golden, type Expected } from '#tests/support/tiny-diffusion.ts';
import { tinyUnets, writeTinyIpAdapter } from '#tests/support/tiny-ip-adapter.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';

interface Published {
  readonly steps: number;
  readonly strength: number;
  readonly guidance: number;
  readonly weight: number;
  readonly seed: number;
  readonly embed: number;
  readonly cases: readonly {
    readonly kind: 'sd1' | 'sdxl';
    /** Every second place of both axes. */
    readonly steps: Readonly<Record<'all' | 'style' | 'none', Expected>>;
    readonly scheduler: { readonly cls: string; readonly config: Record<string, unknown> };
    readonly latents: Expected;
  }[];
}

const TOLERANCE = 1e-4;
const SIDE = 64;
const published = JSON.parse(
  readFileSync(new URL('fixtures/ip-adapter.json', import.meta.url), 'utf8'),
) as Published;
const embedding = waveTensor([published.embed], 0.7, 0.03, 0.4).data;

const root = mkdtempSync(join(tmpdir(), 'easel-ip-adapter-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let context: EngineContext;
beforeAll(async () => {
  context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 });
});

describe.each(published.cases)('$kind', ({ kind, steps, scheduler, latents }) => {
  const ref = { name: 'tiny', path: join(root, `${kind}-adapter.safetensors`) };
  let base: DiffusionCheckpoint;
  beforeAll(async () => {
    writeTinyIpAdapter(ref.path, kind, published.embed);
    const folder = join(root, kind);
    writeTinyFolder(folder, kind, { _class_name: scheduler.cls, ...scheduler.config });
    base = await openDiffusersFolder({ id: 'tiny', folder });
  });

  test.each(['all', 'style', 'none'] as const)(
    'one answer, picture in blocks: %s',
    async (where) => {
      const checkpoint = await withIpAdapter(base, ref, where === 'style' ? undefined : () => true);
      const unet = await loadNetwork(context, unetPlan(checkpoint));
      const { contextWidth } = tinyUnets[kind];
      const sizes = [128, 128, 0, 0, 128, 128];
      const { out_sample: out } = await unet.run({
        sample: waveTensor([2, 4, 16, 16]),
        timestep: { data: Float32Array.of(981, 401), dims: [2] },
        encoder_hidden_states: waveTensor([2, 77, contextWidth], 0.21, 0.003, 0.1),
        picture_embeds: {
          data: Float32Array.from([...embedding, ...embedding.map((value) => value / 2)]),
          dims: [2, published.embed],
        },
        picture_scale: {
          data: Float32Array.of(where === 'none' ? 0 : published.weight),
          dims: [1],
        },
        ...(kind === 'sdxl' && {
          text_embeds: waveTensor([2, 32], 0.33, 0.02, 0.6),
          time_ids: { data: Float32Array.from([...sizes, ...sizes]), dims: [2, 6] },
        }),
      });
      const seen = (out?.data as Float32Array).filter(
        (_, at) => at % 2 === 0 && Math.floor(at / 16) % 2 === 0,
      );
      expect(difference(seen, steps[where])).toBeLessThan(TOLERANCE);
    },
  );

  test.each(['folder', 'one file'])('four steps of image to image (%s)', async (layout) => {
    let opened = base;
    if (layout === 'one file') {
      const file = join(root, `${kind}.safetensors`);
      await writeTinySingleFile(file, kind);
      opened = await inSingleFile(file, kind, base);
    }
    const checkpoint = await withIpAdapter(opened, ref);
    const random = new TorchRandom(published.seed);
    const noise = (length: number): Float32Array => random.normal(length);
    const encoder = await loadNetwork(context, encoderPlan(checkpoint));
    const { data } = waveTensor([1, 3, SIDE, SIDE], 0.05, 0.0007, 0.2);
    const moments = await encodeMoments(encoder, data, [SIDE, SIDE]);
    const sample = drawLatent(moments, checkpoint.autoencoder.scalingFactor, noise);
    const run = createScheduler(scheduleFor('euler', checkpoint.scheduler), {
      steps: published.steps,
    });
    const from = firstStepFor(run, published.steps, published.strength);
    run.addNoise(from, sample, noise(sample.length));
    expect(run.timesteps.length - from).toBe(4);
    const guidance = {
      condition: await conditionOf(checkpoint, 0),
      negative: await conditionOf(checkpoint, 1),
      picture: { embedding, weight: published.weight },
      scale: published.guidance,
    };
    const unet = await loadNetwork(context, unetPlan(checkpoint));
    await denoise(guideUnet(unet, guidance, [4, 8, 8]), run, sample, { from });
    const scale = Math.max(1, ...(latents.all ?? []).map(Math.abs));
    expect(difference(sample, latents) / scale).toBeLessThan(TOLERANCE);
  });
});

/** What the towers say of the tokens that the reference was told. */
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

test('files for another family and of other kinds are refused', async () => {
  const folder = join(root, 'refusals');
  writeTinyFolder(folder, 'sd1', { _class_name: 'EulerDiscreteScheduler' });
  const base = await openDiffusersFolder({ id: 'tiny', folder });
  const path = join(root, 'foreign.safetensors');
  writeTinyIpAdapter(path, 'sdxl', published.embed);
  await expect(withIpAdapter(base, { name: 'xl', path })).rejects.toMatchObject({
    code: 'style-adapter.other-family',
  });
});
