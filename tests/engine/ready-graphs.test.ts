/** A folder of ready ONNX graphs, from the list of models to a ranked picture. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio } from '#main/studio/open-studio.ts';
import { writeReadyFolder } from '#tests/support/ready-folder.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinySpark } from './support/checkpoints.ts';

test('it is listed as what it is, draws, refuses LoRAs, and says which part is missing', async () => {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  const checkpoints = join(home, 'checkpoints');
  cpSync(tinySpark.folder, join(checkpoints, 'tiny-spark'), { recursive: true });
  const folder = join(checkpoints, 'exported');
  await writeReadyFolder(folder, 'sd1', { _class_name: 'EulerDiscreteScheduler' });
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  const client = studio.client();
  const listed = await client.checkpoints.list();
  expect(listed.problems).toEqual([]);
  expect(listed.checkpoints.find(({ id }) => id === 'exported')).toMatchObject({
    ...{ family: 'sd1', version: 'SD 1 · ONNX', isReadyGraph: true },
  });
  const request = { checkpoint: 'exported', count: 1, steps: 2, seed: 1, width: 64, height: 64 };
  const finish = async (prompt: string) => {
    const job = await client.generate.submit({ ...request, prompt });
    return (await Array.fromAsync(await client.jobs.watch({ jobId: job.id }))).at(-1);
  };
  const last = await finish('an apple');
  expect(last).toMatchObject({ type: 'job', job: { state: 'done' } });
  await expect(
    client.generate.submit({ ...request, prompt: 'an apple <lora:ink:1>' }),
  ).rejects.toMatchObject({ code: 'prompt.lora-unsupported' });
  rmSync(join(folder, 'vae_decoder'), { recursive: true });
  const { problems } = await client.checkpoints.list();
  expect(problems.map(({ error }) => error.code)).toEqual(['checkpoint.no-safetensors']);
});
