/** The engine's side of the full-size bench: one candidate, one step, two threads. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngineContext } from '#main/engine/engine-context.ts';
import { methods } from '#main/engine/methods/index.ts';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';

const THREADS = 2;

const [, , family = '', folder = '', budget = '0', side = '256', lora = ''] = process.argv;
const spark = fileURLToPath(new URL('../../resources/models/spark', import.meta.url));
const isFlow = family === 'flux2';
const checkpoint: CheckpointRef = {
  ...{ id: family, folder, layout: 'single-file', file: `${family}.safetensors` },
  ...(isFlow
    ? {
        family: 'flux2',
        besides: {
          text: join(folder, 'qwen3.safetensors'),
          autoencoder: join(folder, 'flux2-vae.safetensors'),
        },
      }
    : {}),
};
const context = await createEngineContext({
  ...{ device: 'cpu', memoryBudgetBytes: Number(budget), threads: THREADS },
});
const start = performance.now();
const { timings } = await methods.generate(
  context,
  {
    ...{ checkpoint, ranker: { id: 'spark', folder: spark } },
    ...(lora && { loras: [{ name: 'lora', path: join(folder, lora), weight: 0.8 }] }),
    candidates: [{ index: 0, seed: 7, prompt: [{ text: 'a red apple on a table', weight: 1 }] }],
    ...{ negativePrompt: [], steps: 1, guidanceScale: isFlow ? 1 : 7, diversity: 0 },
    ...{
      scheduler: isFlow ? 'flow-match-euler' : 'euler',
      width: Number(side),
      height: Number(side),
    },
    previewIntervalMs: 0,
  },
  (event) => {
    if (event.type === 'progress') process.send?.({ phase: event.phase });
    if (event.type === 'memory') {
      const needed = `${(event.neededBytes / 1e9).toFixed(1)} GB`;
      process.send?.({ told: { 'a copy would need': needed } });
    }
  },
  new AbortController().signal,
);
const told = Object.entries(timings).map(([phase, ms]) => [phase, `${Math.round(ms)} ms`]);
const { user, system } = process.cpuUsage();
process.send?.({
  told: {
    ...Object.fromEntries(told),
    whole: `${Math.round(performance.now() - start)} ms`,
    'of the processor': `${Math.round((user + system) / 1000)} ms`,
  },
});
