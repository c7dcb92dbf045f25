/** Distilled U-Nets are told the guidance scale: against PyTorch (see make_timestep_cond.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import { guidanceWaves } from '#main/engine/pipelines/latent-diffusion/guidance-waves.ts';
import { guideUnet } from '#main/engine/pipelines/latent-diffusion/guided-unet.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import {
  difference,
  loadTiny,
  tinyFolder,
  tinySd15,
  type Expected,
} from '#tests/support/tiny-diffusion.ts';
import { waveTensor } from '#tests/support/wave-tensor.ts';
import { writeSafetensors } from '#tests/support/write-safetensors.ts';

interface Case {
  readonly scale: number;
  readonly waves: Expected;
  readonly output: Expected;
}

const { width, cases } = JSON.parse(
  readFileSync(new URL('fixtures/timestep-cond.json', import.meta.url), 'utf8'),
) as { readonly width: number; readonly cases: readonly Case[] };

const TOLERANCE = 1e-5;
/** One float32 step of an angle of 6500, which torch's own exponentials differ by between processors. */
const WAVE_TOLERANCE = 5e-4;
const WHOLE_TOLERANCE = 1e-4;

/** The tiny U-Net with one more matrix, as a distilled checkpoint has it. */
async function writeDistilled(path: string): Promise<void> {
  const plain = `${tinyFolder}unet_sd15.safetensors`;
  const { tensors } = await readSafetensors(plain, { id: 'tiny', file: 'unet' });
  const file = readFileSync(plain);
  const dims = [tinySd15.levels[0]?.channels ?? 0, width];
  const matrix = waveTensor(dims, 0.13, 0.007, 0.3).data.map((value) => 0.2 * value);
  writeSafetensors(path, [
    ...[...tensors].map(([name, { type, dims: sizes, offset, length }]) => ({
      name,
      type: type as 'F32',
      dims: sizes,
      bytes: () => file.subarray(offset, offset + length),
    })),
    {
      ...{ name: 'time_embedding.cond_proj.weight', type: 'F32', dims },
      bytes: () => new Uint8Array(matrix.buffer),
    },
  ]);
}

test('the scale is told as waves, and the answer is that of one question', async () => {
  const folder = `${temporaryFolder()}/`;
  await writeDistilled(join(folder, 'unet.safetensors'));
  const model = await loadTiny({ folder, file: 'unet.safetensors' }, (graph) => {
    writeUnet(graph, tinySd15);
  });
  const condition = {
    ...{ hidden: waveTensor([1, 77, 32], 0.21, 0.003, 0.1).data, tokens: 77 },
    pooled: new Float32Array(),
  };
  const negative = { ...condition, hidden: new Float32Array(77 * 32) };
  for (const { scale, waves, output } of cases) {
    expect(difference(guidanceWaves(scale, width), waves)).toBeLessThan(WAVE_TOLERANCE);
    const timestep = { data: Float32Array.of(981), dims: [1] };
    const { out_sample: told } = await model.run({
      ...{ sample: waveTensor([1, 4, 16, 16]), timestep },
      encoder_hidden_states: { data: condition.hidden, dims: [1, 77, 32] },
      timestep_cond: { data: Float32Array.from(waves.all ?? []), dims: [1, width] },
    });
    expect(difference(told?.data as Float32Array, output)).toBeLessThan(TOLERANCE);
    const predict = guideUnet(model, { condition, negative, scale }, [4, 16, 16]);
    const said = await predict(waveTensor([1, 4, 16, 16]).data, 981);
    expect(difference(said, output)).toBeLessThan(WHOLE_TOLERANCE);
  }
  await model.release();
});
