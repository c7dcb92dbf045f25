/**
 * What computing blocks again saves and costs: a training step of a U-Net with the layers of Stable
 * Diffusion 1.5 and random weights, keeping everything and keeping little, each in a process of its own.
 *
 *     node tests/bench/training-memory.ts [small|full] [side in pixels, default 512] [batch, default 2]
 *
 * `small` has a tenth of the width. Peaks are those of the whole process (VmHWM, Linux), time is that of
 * the processor; gradients must be the same within 1e-6 of the longest.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSingleFile } from '#main/engine/checkpoint/diffusion/open-single-file.ts';
import { GraphWriter } from '#main/engine/graph/graph-writer.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import { adapterLayerOf, isTaughtLayer } from '#main/engine/trainer/diffusion/adapter-file.ts';
import { openDraft } from '#main/engine/trainer/graph/open-draft.ts';
import { insertLora } from '#main/engine/trainer/lora/insert.ts';
import { addDenoisingLoss } from '#main/engine/trainer/objectives/denoising.ts';
import { openGradients } from '#main/engine/trainer/training-graph.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { fullSizeFamilies } from '#tests/support/full-size.ts';
import { writeSd1 } from '#tests/support/small-checkpoint.ts';

const [size = 'small', sideText = '512', batchText = '2', folder, how] = process.argv.slice(2);
const file = 'sd15.safetensors';
const ways = ['copied kept', 'copied again', 'in place kept', 'in place again'];

if (folder === undefined) compareAll();
else await measureOne(folder, how ?? '');

function compareAll(): void {
  const home = mkdtempSync(join(tmpdir(), 'easel-memory-'));
  try {
    if (size === 'full') fullSizeFamilies.sd15(home);
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
  const checkpoint = await openSingleFile(join(home, file), { id: 'sd15', file });
  const { config, files } = checkpoint.unet;
  const graph = new GraphWriter(files.weights, { compute: 'float32', checkpoint: '', file });
  writeUnet(graph, config!);
  const draft = openDraft(graph.finish('unet'));
  const lora = { rank: 8, alpha: 8, seed: 1, isChosen: isTaughtLayer, nameOf: adapterLayerOf };
  const trainables = insertLora(draft, lora);
  const [batch, places] = [Number(batchText), Number(sideText) / 8];
  const random = new TorchRandom(1);
  for (const [name, { data }] of trainables) {
    if (name.includes('lora_up')) data.set(random.normal(data.length).map((one) => one / 100));
  }
  const latent = [4, places, places];
  const row = (dims: readonly number[]): { data: Float32Array; dims: readonly number[] } => ({
    data: random.normal(dims.reduce((count, side) => count * side, 1)),
    dims,
  });
  const objective = addDenoisingLoss(draft, batch, latent);
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

function sizeOf(name: string, batch: number, places: number): number {
  return name === 'batch' ? batch : name === 'tokens' ? 77 : places;
}

/** Bytes of memory that the process has had at most. */
function peak(): number {
  const [, kilobytes = '0'] =
    /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
