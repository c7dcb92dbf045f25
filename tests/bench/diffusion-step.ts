/**
 * A step of Stable Diffusion 1.5 at full size, as Easel makes it, against the bare runtime on the same
 * graph and shapes: guidance, scheduler and copies are what Easel adds. Both in one process, in turns,
 * and measured in time of the processor, which others on the machine do not take. Weights are random;
 * 2.1 GB are written and taken away.
 *
 *     node tests/bench/diffusion-step.ts [side in pixels, default 256]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { openSingleFile } from '#main/engine/checkpoint/diffusion/open-single-file.ts';
import { createEngineContext } from '#main/engine/engine-context.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { denoise, scaleNoise } from '#main/engine/pipelines/latent-diffusion/denoise.ts';
import {
  guideUnet,
  PIXELS_PER_PLACE,
} from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import { loadNetwork } from '#main/engine/pipelines/latent-diffusion/load-network.ts';
import { unetPlan } from '#main/engine/pipelines/latent-diffusion/networks.ts';
import { scheduleFor } from '#main/engine/pipelines/latent-diffusion/schedule-for.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { fullSizeFamilies } from '#tests/support/full-size.ts';

const GOAL = 1.1;
const STEPS = 5;
const CONTEXT = [77, 768] as const;

const side = Number(process.argv[2] ?? 256);
const places = side / PIXELS_PER_PLACE;
const threads = Math.min(availableParallelism(), 8);
const folder = mkdtempSync(join(tmpdir(), 'easel-bench-'));
try {
  fullSizeFamilies.sd15(folder);
  const file = 'sd15.safetensors';
  const checkpoint = await openSingleFile(join(folder, file), { id: 'sd15', file });
  const plan = unetPlan(checkpoint);
  // Both use the weights from their file, so that two of them fit into small machines.
  const context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1 << 30, threads });
  const ours = await loadNetwork(context, plan);
  const graph = new GraphWriter(plan.files.weights, { compute: 'float32', checkpoint: '', file });
  await plan.write(graph);
  const bare = await ort.InferenceSession.create(graph.finish('unet'), {
    ...{ graphOptimizationLevel: 'basic', enableMemPattern: false },
    ...{ intraOpNumThreads: threads, interOpNumThreads: 1 },
    extra: {
      session: {
        intra_op: { allow_spinning: '0' },
        model_external_initializers_file_folder_path: plan.files.folder,
        disable_prepacking: '1',
      },
      optimization: { disable_specified_optimizers: 'ConstantFolding;CastElimination' },
    },
  });

  const random = new TorchRandom(1);
  const told = () => ({
    ...{ hidden: random.normal(CONTEXT[0] * CONTEXT[1]), tokens: CONTEXT[0] },
    pooled: new Float32Array(0),
  });
  const guidance = { condition: told(), negative: told(), scale: 7 };
  const shape = [4, places, places] as const;
  const predict = guideUnet(ours, guidance, shape);
  const feeds = {
    sample: new ort.Tensor('float32', random.normal(8 * places * places), [2, ...shape]),
    timestep: new ort.Tensor('float32', [500, 500], [2]),
    encoder_hidden_states: new ort.Tensor(
      ...(['float32', random.normal(2 * CONTEXT[0] * CONTEXT[1]), [2, ...CONTEXT]] as const),
    ),
  };
  await bare.run(feeds);
  const scheduler = createScheduler(scheduleFor('euler', checkpoint.scheduler), { steps: STEPS });
  const sample = scaleNoise(random.normal(4 * places * places), scheduler);
  const ratios: number[] = [];
  let start = process.cpuUsage();
  await denoise(predict, scheduler, sample, {
    async before() {
      start = process.cpuUsage();
      await bare.run(feeds);
      ratios.push(since(start));
      start = process.cpuUsage();
    },
    after(index) {
      const step = since(start);
      const raw = ratios[index] ?? Number.NaN;
      ratios[index] = step / raw;
      line(`step ${index + 1}`, `${Math.round(step)} ms, bare ${Math.round(raw)} ms`);
    },
  });
  // The first of ours is its warming up.
  const measured = ratios.slice(1).toSorted((a, b) => a - b);
  const ratio = measured[Math.floor(measured.length / 2)] ?? Number.NaN;
  line(
    `${side} × ${side}, step : bare run`,
    `${ratio.toFixed(3)} (goal at most ${GOAL.toFixed(2)})`,
  );
  process.exitCode = ratio <= GOAL ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds of the processor, all threads together. */
function since(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function line(name: string, value: string): void {
  process.stdout.write(`${name.padEnd(32)}${value}\n`);
}
