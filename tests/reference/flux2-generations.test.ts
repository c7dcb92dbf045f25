/**
 * Whole generations with FLUX.2 klein against diffusers' pipelines (0.40, torch 2.13, float32 on a
 * CPU): the same words, noise and settings give the same latents and pictures, from a folder and from
 * single files.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Flux2Checkpoint } from '#main/engine/checkpoint/flux2/flux2-checkpoint.ts';
import { openFlux2 } from '#main/engine/checkpoint/flux2/open-flux2.ts';
import { withFlux2Loras } from '#main/engine/lora/with-flux2-loras.ts';
import { openCanvas } from '#main/engine/edit/open-canvas.ts';
import { createEngineContext, type EngineContext } from '#main/engine/engine-context.ts';
import { beginFlux2, encodeFlux2Canvas } from '#main/engine/pipelines/flux2/begin.ts';
import { encodeWithQwen } from '#main/engine/pipelines/flux2/encode-prompts.ts';
import { guideTransformer } from '#main/engine/pipelines/flux2/guided-transformer.ts';
import { fromPatches } from '#main/engine/pipelines/flux2/latent.ts';
import { flux2DecoderPlan, transformerPlan } from '#main/engine/pipelines/flux2/networks.ts';
import { flux2Schedule } from '#main/engine/pipelines/flux2/schedule.ts';
import { decodeLatent, pixelsOf } from '#main/engine/pipelines/latent-diffusion/decode.ts';
import { denoise } from '#main/engine/pipelines/latent-diffusion/denoise.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import {
  flux2Expected,
  flux2Tokens,
  largestDifference,
  tinyFlux2Folder,
} from '#tests/support/tiny-flux2.ts';

const TOLERANCE = 1e-4;
const STEPS = 4;
const SHAPE = [16, 4, 6] as const;
const [WIDTH, HEIGHT] = [96, 64];

/** Half of the memory for what cannot be copied: every network is used in place. */
const budgets = { copied: 1 << 30, 'in place': 100_000 } as const;
const contexts = new Map<keyof typeof budgets, EngineContext>();
beforeAll(async () => {
  for (const [use, memoryBudgetBytes] of Object.entries(budgets)) {
    contexts.set(
      use as keyof typeof budgets,
      await createEngineContext({ device: 'cpu', memoryBudgetBytes, threads: 1 }),
    );
  }
});

async function open(layout: string): Promise<Flux2Checkpoint> {
  const folder = await openFlux2({ id: 'tiny', folder: tinyFlux2Folder, layout: 'diffusers' });
  if (layout === 'a folder') return folder;
  const files = await openFlux2({
    ...{ id: 'tiny', folder: `${tinyFlux2Folder}original`, file: 'flux-2-tiny.safetensors' },
    besides: {
      text: `${tinyFlux2Folder}text_encoder/model.safetensors`,
      autoencoder: `${tinyFlux2Folder}original/flux2-vae.safetensors`,
    },
  });
  // The small vocabulary, and the groups of its norms, are not those of published files.
  return {
    ...files,
    text: { ...files.text, tokenizer: folder.text.tokenizer },
    autoencoder: { ...files.autoencoder, config: folder.autoencoder.config },
  };
}

interface Run {
  readonly scale: number;
  readonly strength?: number;
}

async function generate(
  context: EngineContext,
  checkpoint: Flux2Checkpoint,
  { scale, strength }: Run,
): Promise<Float32Array> {
  const prompts = [flux2Tokens.prompts[0]?.prompt ?? '', ...(scale > 1 ? [''] : [])];
  const [condition, negative] = await encodeWithQwen(context, checkpoint, prompts, () =>
    Promise.resolve(),
  );
  if (condition === undefined) throw new Error('the prompt was encoded');
  const scheduler = flux2Schedule(checkpoint.scheduler, STEPS, SHAPE[1] * SHAPE[2]);
  const noise = new TorchRandom(42).normal(SHAPE[0] * SHAPE[1] * SHAPE[2]);
  const canvas = strength === undefined ? undefined : await startCanvas(context, checkpoint);
  const { sample, from, held } = beginFlux2(
    noise,
    scheduler,
    canvas && { canvas, steps: STEPS, strength: strength ?? 1 },
  );
  const model = await loadNetwork(context, transformerPlan(checkpoint));
  const guidance = { condition, negative, scale, reference: canvas?.clean };
  const predict = guideTransformer(model, checkpoint.transformer.config, guidance, SHAPE);
  await denoise(predict, scheduler, sample, {
    from,
    after: (index) => held?.putBack(index, sample),
  });
  return fromPatches(sample, SHAPE, checkpoint.autoencoder.spread);
}

async function startCanvas(context: EngineContext, checkpoint: Flux2Checkpoint) {
  const rgb = await flux2Expected('start');
  const rgba = Uint8Array.from({ length: 4 * WIDTH * HEIGHT }, (_, at) =>
    at % 4 === 3 ? 255 : (rgb[Math.floor(at / 4) * 3 + (at % 4)] ?? 0),
  );
  const pixels = { width: WIDTH, height: HEIGHT, rgba };
  const region = { left: 0, top: 0, width: WIDTH, height: HEIGHT };
  const canvas = openCanvas({ pixels, region, strength: 1 }, { width: WIDTH, height: HEIGHT });
  return encodeFlux2Canvas(context, checkpoint, canvas, SHAPE);
}

test.each([
  ['a folder', 'diffusers', 'copied'],
  ['single files', 'diffusers', 'in place'],
  ['a folder', 'original', 'in place'],
  ['single files', 'original', 'copied'],
] as const)('%s with a LoRA by the names of %s, weights %s', async (layout, names, use) => {
  const path = `${tinyFlux2Folder}lora-${names}.safetensors`;
  const { checkpoint, unmatched } = await withFlux2Loras(await open(layout), [
    { name: names, path, weight: 0.8 },
  ]);
  expect(unmatched).toEqual([]);
  const planes = await generate(contexts.get(use) as EngineContext, checkpoint, { scale: 1 });
  const wanted = await flux2Expected(`lora-${names}.latent`);
  expect(largestDifference(planes, wanted)).toBeLessThan(TOLERANCE);
  expect(largestDifference(wanted, await flux2Expected('distilled.latent'))).toBeGreaterThan(0.01);
});

describe.each([
  ['a folder', 'copied'],
  ['single files', 'copied'],
  ['a folder', 'in place'],
] as const)('%s, weights %s', (layout, use) => {
  test.each([
    ['distilled', { scale: 1 }],
    ['guided', { scale: 4 }],
    ['started', { scale: 1, strength: 0.75 }],
  ] as const)('%s', async (name, run) => {
    const context = contexts.get(use) as EngineContext;
    const checkpoint = await open(layout);
    const planes = await generate(context, checkpoint, run);
    expect(largestDifference(planes, await flux2Expected(`${name}.latent`))).toBeLessThan(
      TOLERANCE,
    );
    const decoder = await loadNetwork(context, flux2DecoderPlan(checkpoint));
    const decoded = await decodeLatent(decoder, planes, [4, 8, 12], 1);
    const { rgba } = pixelsOf(decoded, WIDTH, HEIGHT);
    const rgb = rgba.filter((_, at) => at % 4 !== 3);
    // A number at the edge between two may be rounded the other way.
    const picture = await flux2Expected(`${name}.picture`);
    expect(largestDifference(rgb, picture)).toBeLessThanOrEqual(1);
  });
});
