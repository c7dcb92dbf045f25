/**
 * What computing blocks again saves and costs: a training step of a network with the layers of Stable
 * Diffusion 1.5 or of FLUX.2 klein and random weights, keeping everything and keeping little, each in a
 * process of its own.
 *
 *     node tests/bench/training-memory.ts [small|full|flux2] [side in pixels, default 512] [batch, default 2]
 *
 * `small` has a tenth of the width of Stable Diffusion 1.5, `flux2` a quarter of klein's, whose rows go one by
 * one. Peaks are those of the whole process (VmHWM, Linux), time is that of
 * the processor; gradients must be the same within 1e-6 of the longest.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import { networkIn, openWeightFile } from '#main/engine/checkpoint/diffusion/network-files.ts';
import { openSingleFile } from '#main/engine/checkpoint/diffusion/open-single-file.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { inferFlux2 } from '#main/engine/checkpoint/flux2/infer-flux2.ts';
import { writeFlux2 } from '#main/engine/graph/networks/flux2/flux2.ts';
import { flux2Original } from '#main/engine/graph/weights/layouts/flux2.ts';
import { FLUX2_TOKENS } from '#main/engine/pipelines/flux2/encode-prompts.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import {
  adapterLayerOf,
  isTaughtFlux2Layer,
  isTaughtLayer,
} from '#main/engine/trainer/diffusion/adapter-file.ts';
import { openDraft } from '#main/engine/trainer/graph/open-draft.ts';
import { insertLora, isUp } from '#main/engine/trainer/lora/insert.ts';
import { addDenoisingLoss } from '#main/engine/trainer/objectives/denoising.ts';
import { openGradients } from '#main/engine/trainer/training-graph.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { flux2Shapes, fullSizeFamilies, writeFullSize } from '#tests/support/full-size.ts';
import { writeSd1 } from '#tests/support/small-checkpoint.ts';

const [size = 'small', sideText = '512', batchText = '2', folder, how] = process.argv.slice(2);
const isFlow = size === 'flux2';
const file = isFlow ? 'flux2.safetensors' : 'sd15.safetensors';
const FLUX2_WIDTH = 768;
const ways = ['copied kept', 'copied again', 'in place kept', 'in place again'];

if (folder === undefined) compareAll();
else await measureOne(folder, how ?? '');

function compareAll(): void {
  const home = mkdtempSync(join(tmpdir(), 'easel-memory-'));
  try {
    if (isFlow) writeFullSize(join(home, file), flux2Shapes(FLUX2_WIDTH), 'BF16');
    else if (size === 'full') fullSizeFamilies.sd15(home);
    else writeSd1(join(home, file));
    let wanted: Float32Array | undefined;
    for (const way of ways) {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [import.meta.filename, size, sideText, batchText, home, way],
        { encoding: 'utf8' },
      );
      if (status !== 0) {
        console.log(`${way}: ${stderr.trim().split('\n').at(-1) ?? ''} (${status ?? 'killed'})`);
        continue;
      }
      const found = new Float32Array(new Uint8Array(readFileSync(join(home, 'gradients'))).buffer);
      wanted ??= found;
      const most = found.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const apart = found.reduce(
        (max, value, at) => Math.max(max, Math.abs(value - wanted![at]!)),
        0,
      );
      console.log(`${way}: ${stdout.trim()}, gradients apart ${(apart / most).toExponential(1)}`);
    }
  } finally {
    rmSync(home, { recursive: true });
  }
}

async function measureOne(home: string, way: string): Promise<void> {
  const { files, write } = isFlow ? await flux2(home) : await unet(home);
  const graph = new GraphWriter(files.weights, { compute: 'float32', checkpoint: '', file });
  write(graph);
  const draft = openDraft(graph.finish('learning'));
  const isChosen = isFlow ? isTaughtFlux2Layer : isTaughtLayer;
  const lora = { rank: 8, alpha: 8, seed: 1, isChosen, nameOf: adapterLayerOf };
  const trainables = insertLora(draft, lora);
  const batch = isFlow ? 1 : Number(batchText);
  const places = isFlow ? (Number(sideText) / 16) ** 2 : Number(sideText) / 8;
  const random = new TorchRandom(1);
  for (const [name, { data }] of trainables) {
    if (isUp(name)) data.set(random.normal(data.length).map((one) => one / 100));
  }
  const latent = isFlow ? [places, 128] : [4, places, places];
  const row = (dims: readonly number[]): { data: Float32Array; dims: readonly number[] } => ({
    data: random.normal(dims.reduce((count, side) => count * side, 1)),
    dims,
  });
  const answer = isFlow ? draft.reshape('out_sample', [1, ...latent]) : 'out_sample';
  const objective = addDenoisingLoss(draft, batch, latent, answer);
  const given: Record<string, { data: Float32Array; dims: readonly number[] }> = {};
  for (const [name, { type }] of draft.inputs) {
    if (trainables.has(name)) continue;
    const dims = (type?.tensorType?.shape?.dim ?? []).map(({ dimValue, dimParam }) =>
      dimParam === undefined ? (dimValue ?? 1) : sizeOf(dimParam, batch, places),
    );
    given[name] = row(dims);
  }
  given['timestep'] = { data: new Float32Array(batch).fill(500), dims: [batch] };
  const weightUse = way.startsWith('copied') ? ('copied' as const) : ('in place' as const);
  const options = { provider: 'cpu', threads: 2, weightsFolder: files.folder, weightUse } as const;
  const before = peak();
  const learning = await openGradients(...([draft, objective, trainables, given] as const), {
    ...options,
    roomBytes: way.endsWith('again') ? 0 : Infinity,
  });
  const opened = peak();
  const start = process.cpuUsage();
  const { gradients } = await learning.gradients(given);
  const first = peak();
  await learning.gradients(given);
  const { user, system } = process.cpuUsage(start);
  const all = [...gradients.values()].flatMap((each) => [...each]);
  writeFileSync(join(home, 'gradients'), new Uint8Array(Float32Array.from(all).buffer));
  const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  console.log(
    `peak ${mb(before)} before, ${mb(opened)} opened, ${mb(first)} after a step, ${mb(peak())} after two; ${((user + system) / 2e6).toFixed(1)} s a step`,
  );
}

interface Network {
  readonly files: NetworkFiles;
  readonly write: (graph: GraphWriter) => void;
}

async function unet(home: string): Promise<Network> {
  const checkpoint = await openSingleFile(join(home, file), { id: 'sd15', file });
  const { config, files } = checkpoint.unet;
  return {
    files,
    write: (graph) => {
      writeUnet(graph, config!);
    },
  };
}

async function flux2(home: string): Promise<Network> {
  const whole = await openWeightFile(join(home, file), { id: 'flux2', file });
  const files = networkIn(whole, flux2Original(''));
  const config = inferFlux2(files.weights)!;
  return {
    files,
    write: (graph) => {
      writeFlux2(graph, config);
    },
  };
}

function sizeOf(name: string, batch: number, places: number): number {
  const tokens = isFlow ? FLUX2_TOKENS : 77;
  const sizes: Readonly<Record<string, number>> = {
    ...{ batch, tokens, 'all places': tokens + places },
  };
  return sizes[name] ?? places;
}

/** Bytes of memory that the process has had at most. */
function peak(): number {
  const [, kilobytes = '0'] =
    /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
