/**
 * Behind a mask every pipeline changes what is marked and not one bit elsewhere: Spark, Stable Diffusion
 * with four channels and with nine, SDXL and FLUX.2 klein, tiny ones in this process.
 */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createEngineContext, type EngineContext } from '#main/engine/engine-context.ts';
import { generate } from '#main/engine/pipelines/generate.ts';
import type {
  CheckpointRef,
  GenerateEvent,
  GenerateParams,
} from '#shared/engine-protocol/messages.ts';
import { differenceOutside } from '#shared/numeric/blend.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { writeTinyFolder, writeTinyInpainting } from '#tests/support/tiny-checkpoint.ts';
import { tinyFlux2Folder } from '#tests/support/tiny-flux2.ts';
import { tinySpark } from './support/checkpoints.ts';

const euler = { _class_name: 'EulerDiscreteScheduler' };
const diffusers = (folder: string): CheckpointRef => ({ id: 'tiny', folder, layout: 'diffusers' });
const written = (write: (folder: string) => Promise<void> | void) => async () => {
  const folder = join(temporaryFolder(), 'tiny');
  await write(folder);
  return diffusers(folder);
};
const checkpoints: Readonly<Record<string, () => Promise<CheckpointRef> | CheckpointRef>> = {
  spark: () => tinySpark,
  'four channels': written((folder) => {
    writeTinyFolder(folder, 'sd1', euler);
  }),
  'nine channels': written(writeTinyInpainting),
  sdxl: written((folder) => {
    writeTinyFolder(folder, 'sdxl', euler);
  }),
  klein: () => ({ ...diffusers(tinyFlux2Folder), family: 'flux2' as const }),
};

const [WIDTH, HEIGHT] = [90, 70];
/** Every pixel another one, as in a photograph; opaque. */
const pixels = {
  ...{ width: WIDTH, height: HEIGHT },
  rgba: Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : (at * 31 + (at % 7)) % 253,
  ),
};
/** A disc with a soft edge. */
const mask = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
  const distance = Math.hypot((at % WIDTH) - 40, Math.floor(at / WIDTH) - 30);
  return Math.round(255 * Math.min(1, Math.max(0, (22 - distance) / 6)));
});

let context: EngineContext;
beforeAll(async () => {
  context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 });
});

async function madeOf(checkpoint: CheckpointRef, strength: number): Promise<Uint8Array[]> {
  const params: GenerateParams = {
    ...{ checkpoint, ranker: tinySpark, diversity: 0, previewIntervalMs: 0 },
    candidates: [5, 6].map((seed, index) => ({
      ...{ index, seed },
      prompt: [{ text: 'a red apple', weight: 1 }],
    })),
    ...{ negativePrompt: [], steps: 2, guidanceScale: 3, width: 64, height: 64 },
    scheduler: checkpoint.family === 'flux2' ? 'flow-match-euler' : 'euler',
    start: { pixels, mask, strength, region: { left: 8, top: -2, width: 72, height: 72 } },
  };
  const events: GenerateEvent[] = [];
  await generate(context, params, (event) => void events.push(event), new AbortController().signal);
  return events.flatMap((event) => (event.type === 'candidate' ? [event.pixels.rgba] : []));
}

test.each(Object.entries(checkpoints))('%s', async (_, find) => {
  const checkpoint = await find();
  for (const strength of [1, 0.5]) {
    const [one, other] = await madeOf(checkpoint, strength);
    for (const rgba of [one!, other!]) {
      expect(rgba).toHaveLength(pixels.rgba.length);
      expect(differenceOutside(pixels.rgba, rgba, mask)).toBe(0);
      expect(rgba).not.toEqual(pixels.rgba);
      expect(rgba.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true);
    }
    expect(other).not.toEqual(one);
  }
});
