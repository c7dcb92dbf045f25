/**
 * LoRAs against their definition: a generation with them gives the latents of one whose weight
 * files hold W + weight × alpha / rank × up · down (Hu et al. 2021), computed by plain loops.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DiffusionCheckpoint } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { openDiffusersFolder } from '#main/engine/checkpoint/diffusion/open-diffusers-folder.ts';
import { createEngineContext, type EngineContext } from '#main/engine/engine-context.ts';
import { ldmUnetLayout } from '#main/engine/graph/weights/layouts/ldm-unet.ts';
import { withLoras } from '#main/engine/lora/with-loras.ts';
import { denoise, scaleNoise } from '#main/engine/pipelines/latent-diffusion/denoise.ts';
import { encodePrompts } from '#main/engine/pipelines/latent-diffusion/encode-prompts.ts';
import { guideUnet } from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import { unetPlan } from '#main/engine/pipelines/latent-diffusion/networks.ts';
import { scheduleFor } from '#main/engine/pipelines/latent-diffusion/schedule-for.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import {
  inSingleFile,
  namesAskedFor,
  writeTinyFolder,
  writeTinySingleFile,
} from '#tests/support/tiny-checkpoint.ts';
import { changeOf, writeLora, writeMerged, type TinyChange } from '#tests/support/tiny-lora.ts';

const TOLERANCE = 1e-4;
const SHAPE = [4, 8, 8] as const;
const SCHEDULER = { _class_name: 'EulerDiscreteScheduler', beta_schedule: 'scaled_linear' };

const root = mkdtempSync(join(tmpdir(), 'easel-lora-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
/** Weights in a copy, and in place as in networks of full size: told apart by what is allowed. */
const allowed = { copied: 1 << 30, 'in place': 1 } as const;
let contexts: Readonly<Record<keyof typeof allowed, EngineContext>>;
beforeAll(async () => {
  const open = (use: keyof typeof allowed): Promise<EngineContext> =>
    createEngineContext({ device: 'cpu', memoryBudgetBytes: allowed[use], threads: 1 });
  contexts = { copied: await open('copied'), 'in place': await open('in place') };
});

type Kind = 'sd1' | 'sdxl';
const unetOf = { sd1: 'unet_sd15', sdxl: 'unet_sdxl' } as const;

async function generate(
  checkpoint: DiffusionCheckpoint,
  use: keyof typeof allowed = 'in place',
): Promise<Float32Array> {
  const context = contexts[use];
  const prompt = [{ text: 'a', weight: 1 }];
  const { positives, negative } = await encodePrompts(context, checkpoint, [prompt], [], 0);
  const unet = await loadNetwork(context, unetPlan(checkpoint));
  const run = createScheduler(scheduleFor('euler', checkpoint.scheduler), { steps: 4 });
  const sample = scaleNoise(new TorchRandom(42).normal(4 * 8 * 8), run);
  const condition = positives[0] ?? negative;
  const guidance = { condition, negative, scale: 5 };
  await denoise(guideUnet(unet, guidance, SHAPE), run, sample);
  return sample;
}

/** The largest difference, in units of the largest number where that is above one. */
function difference(actual: Float32Array, expected: Float32Array): number {
  const scale = Math.max(1, ...expected.map(Math.abs));
  return Math.max(...actual.map((value, at) => Math.abs(value - (expected[at] ?? 0)))) / scale;
}

async function open(name: string, kind: Kind): Promise<DiffusionCheckpoint> {
  const folder = join(root, name);
  writeTinyFolder(folder, kind, SCHEDULER);
  return openDiffusersFolder({ id: 'tiny', folder });
}

/** A folder whose files hold the changed weights. */
async function openMerged(
  name: string,
  kind: Kind,
  changes: Parameters<typeof writeMerged>[2],
): Promise<DiffusionCheckpoint> {
  const folder = join(root, name);
  writeTinyFolder(folder, kind, SCHEDULER);
  await writeMerged(
    join(folder, 'unet/diffusion_pytorch_model.safetensors'),
    unetOf[kind],
    changes,
  );
  await writeMerged(join(folder, 'text_encoder/model.safetensors'), 'text_clip', changes);
  if (kind === 'sdxl') {
    await writeMerged(join(folder, 'text_encoder_2/model.safetensors'), 'text_proj', changes);
  }
  return openDiffusersFolder({ id: 'tiny', folder });
}

/** Matrices of the attention and a text tower, as every trainer changes them. */
function matrices(kind: Kind, seed = 1): Promise<TinyChange[]> {
  const block = 'down_blocks.1.attentions.0.transformer_blocks.0';
  return Promise.all([
    changeOf(unetOf[kind], `${block}.attn1.to_q`, seed),
    changeOf(unetOf[kind], `${block}.attn2.to_k`, seed + 1),
    changeOf(unetOf[kind], `${block}.attn2.to_out.0`, seed + 2),
    changeOf(unetOf[kind], 'mid_block.attentions.0.transformer_blocks.0.attn1.to_v', seed + 3),
    changeOf('text_clip', 'text_model.encoder.layers.0.self_attn.q_proj', seed + 4),
    ...(kind === 'sdxl'
      ? [changeOf('text_proj', 'text_model.encoder.layers.0.self_attn.v_proj', seed + 5)]
      : []),
  ]);
}

/** Convolutions too: 1 × 1, 3 × 3, and a 3 × 3 whose kernel is taken apart; and the time. */
async function convolutions(): Promise<TinyChange[]> {
  return Promise.all([
    changeOf('unet_sd15', 'down_blocks.0.attentions.0.proj_in', 21),
    changeOf('unet_sd15', 'down_blocks.1.resnets.0.conv1', 22),
    changeOf('unet_sd15', 'up_blocks.1.resnets.1.conv2', 23, { isTakenApart: true }),
    changeOf('unet_sd15', 'down_blocks.0.downsamplers.0.conv', 24),
    changeOf('unet_sd15', 'mid_block.resnets.0.time_emb_proj', 25),
  ]);
}

const part = ({ model }: TinyChange, names: readonly [string, string, string]): string =>
  model.startsWith('unet') ? names[0] : model === 'text_clip' ? names[1] : names[2];
const flat = (name: string): string => name.replaceAll('.', '_');

function kohya(kind: Kind) {
  const first = kind === 'sdxl' ? 'lora_te1_' : 'lora_te_';
  return (change: TinyChange): string =>
    part(change, ['lora_unet_', first, 'lora_te2_']) + flat(change.layer);
}

function peft(change: TinyChange): string {
  return part(change, ['unet.', 'text_encoder.', 'text_encoder_2.']) + change.layer;
}

/** As kohya's scripts name the picture network of SDXL. */
function kohyaOriginal(change: TinyChange): string {
  if (!change.model.startsWith('unet')) return kohya('sdxl')(change);
  const [original = ''] = namesAskedFor(ldmUnetLayout(2), `${change.layer}.weight`);
  const layer = original.replace('model.diffusion_model.', '').replace(/\.weight$/, '');
  return `lora_unet_${flat(layer)}`;
}

function processor(change: TinyChange): string {
  if (!change.model.startsWith('unet')) {
    return `text_encoder.${change.layer.replace(/\.([qkv])_proj$/, '.to_$1')}`;
  }
  return change.layer.replace(/\.(to_[qkv]|to_out)(?:\.0)?$/, '.processor.$1');
}

describe.each([
  { name: 'kohya', kind: 'sd1', style: 'kohya', rename: kohya('sd1') },
  { name: 'kohya', kind: 'sdxl', style: 'kohya', rename: kohya('sdxl') },
  { name: 'kohya with original names', kind: 'sdxl', style: 'kohya', rename: kohyaOriginal },
  { name: 'PEFT', kind: 'sd1', style: 'peft', rename: peft },
  { name: 'PEFT', kind: 'sdxl', style: 'peft', rename: peft },
  { name: 'processors', kind: 'sd1', style: 'processor', rename: processor },
] as const)('names of $name, $kind', ({ name, kind, style, rename }) => {
  // Names do not depend on where the base lies: kohya's alone are tried over both.
  const layouts = style === 'kohya' ? ['folder', 'one file'] : ['folder'];
  test.each(layouts)('%s', async (layout) => {
    const changes = await matrices(kind);
    const path = join(root, `${name} ${kind}.safetensors`);
    writeLora(path, changes, rename, style);
    const folder = await open(`${name} ${kind} ${layout} base`, kind);
    const file = join(root, `${kind}.safetensors`);
    if (layout === 'one file') await writeTinySingleFile(file, kind);
    const base = layout === 'folder' ? folder : await inSingleFile(file, kind, folder);

    const { checkpoint, unmatched } = await withLoras(base, [{ name, path, weight: 0.8 }]);
    expect(unmatched).toEqual([]);
    const merged = await openMerged(
      `${name} ${kind} ${layout} merged`,
      kind,
      changes.map((change) => ({ ...change, weight: 0.8, isScaled: style === 'kohya' })),
    );
    const [changed, expected, unchanged] = [
      await generate(checkpoint),
      await generate(merged),
      await generate(base),
    ];
    expect(difference(changed, expected)).toBeLessThan(TOLERANCE);
    expect(difference(unchanged, expected)).toBeGreaterThan(100 * TOLERANCE);
  });
});

test.each(['in place', 'copied'] as const)(
  'convolutions, also one whose kernel is taken apart: %s',
  async (use) => {
    const changes = await convolutions();
    const path = join(root, 'locon.safetensors');
    writeLora(path, changes, kohya('sd1'));
    const base = await open(`locon ${use}`, 'sd1');
    const { checkpoint, unmatched } = await withLoras(base, [{ name: 'locon', path, weight: 1 }]);
    expect(unmatched).toEqual([]);
    const weighted = changes.map((change) => ({ ...change, weight: 1 }));
    const expected = await generate(await openMerged(`locon ${use} merged`, 'sd1', weighted));
    expect(difference(await generate(checkpoint, use), expected)).toBeLessThan(TOLERANCE);
    expect(difference(await generate(base), expected)).toBeGreaterThan(100 * TOLERANCE);
  },
);

test('two LoRAs add up, also a negative one; weight 0 is the base', async () => {
  const [one, other] = [await matrices('sd1', 1), await matrices('sd1', 50)];
  const paths = [join(root, 'one.safetensors'), join(root, 'other.safetensors')] as const;
  writeLora(paths[0], one, kohya('sd1'));
  writeLora(paths[1], other, kohya('sd1'));
  const base = await open('two', 'sd1');
  const refs = [
    { name: 'one', path: paths[0], weight: 0.7 },
    { name: 'other', path: paths[1], weight: -0.4 },
  ];
  const { checkpoint } = await withLoras(base, refs);
  const merged = await openMerged('two merged', 'sd1', [
    ...one.map((change) => ({ ...change, weight: 0.7 })),
    ...other.map((change) => ({ ...change, weight: -0.4 })),
  ]);
  const expected = await generate(merged);
  expect(difference(await generate(checkpoint), expected)).toBeLessThan(TOLERANCE);
  expect(difference(await generate(checkpoint, 'copied'), expected)).toBeLessThan(TOLERANCE);

  const none = await withLoras(base, [{ name: 'one', path: paths[0], weight: 0 }]);
  expect(await generate(none.checkpoint)).toEqual(await generate(base));
});

test('what no layer has is named; a file for other shapes is refused', async () => {
  const base = await open('refusals', 'sd1');
  const changes = await matrices('sd1');
  const path = join(root, 'left-over.safetensors');
  writeLora(path, changes, (change) =>
    change.layer.includes('to_v') ? 'lora_unet_nowhere' : kohya('sd1')(change),
  );
  const { unmatched } = await withLoras(base, [{ name: 'some', path, weight: 1 }]);
  expect(unmatched).toEqual([{ file: 'left-over.safetensors', names: ['lora_unet_nowhere'] }]);

  const foreign = join(root, 'foreign.safetensors');
  writeLora(foreign, await matrices('sdxl'), kohya('sdxl'));
  await expect(withLoras(base, [{ name: 'xl', path: foreign, weight: 1 }])).rejects.toMatchObject({
    ...{ code: 'lora.other-family', params: { file: 'foreign.safetensors' } },
  });
  const other = join(root, 'loha.safetensors');
  writeLora(other, changes, (change) => `${kohya('sd1')(change)}.hada_w1_a`);
  await expect(withLoras(base, [{ name: 'x', path: other, weight: 1 }])).rejects.toMatchObject({
    code: 'lora.unsupported',
  });
});
