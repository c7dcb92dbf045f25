/** Previews by a tiny decoder where one for the family lies among the weights. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio } from '#main/studio/open-studio.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinyFolder } from '#tests/support/tiny-diffusion.ts';
import { writeTinyFolder } from '#tests/support/tiny-checkpoint.ts';
import { tinySpark } from './support/checkpoints.ts';

/** Widths of the previews of one generation. */
async function previewsWith(
  decoder: (checkpoints: string) => void,
): Promise<(number | undefined)[]> {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  const checkpoints = join(home, 'checkpoints');
  cpSync(tinySpark.folder, join(checkpoints, 'tiny-spark'), { recursive: true });
  writeTinyFolder(join(checkpoints, 'dreams'), 'sd1', { _class_name: 'EulerDiscreteScheduler' });
  decoder(checkpoints);
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  const client = studio.client();
  const { problems } = await client.checkpoints.list();
  expect(problems).toEqual([]);
  const request = { prompt: 'an apple', checkpoint: 'dreams', count: 1, steps: 2, seed: 1 };
  const job = await client.generate.submit({ ...request, width: 192, height: 128 });
  const widths: (number | undefined)[] = [];
  for await (const event of await client.jobs.watch({ jobId: job.id })) {
    if (event.type !== 'preview') continue;
    const file = studio.media.preview(job.id, event.index);
    if (file !== undefined) widths.push((await sharp(file.bytes).metadata()).width);
  }
  return widths;
}

test('a decoder for the family draws whole pictures, one for another family does not', async () => {
  const decoder = join(tinyFolder, 'taesd_decoder.safetensors');
  const drawn = await previewsWith((checkpoints) => {
    mkdirSync(join(checkpoints, 'taesd'));
    cpSync(decoder, join(checkpoints, 'taesd/taesd_decoder.safetensors'));
  });
  expect(new Set(drawn)).toEqual(new Set([192]));
  const rough = await previewsWith((checkpoints) => {
    cpSync(decoder, join(checkpoints, 'taesdxl_decoder.safetensors'));
  });
  expect(new Set(rough)).toEqual(new Set([128]));
});
