/** FLUX.2 klein from its folder or its files to ranked pictures, in the engine's own process. */
import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { tinyFlux2Folder } from '#tests/support/tiny-flux2.ts';
import { tinySpark } from './support/checkpoints.ts';

async function open(prepare: (checkpoints: string) => void): Promise<Studio> {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  const checkpoints = join(home, 'checkpoints');
  cpSync(tinySpark.folder, join(checkpoints, 'tiny-spark'), { recursive: true });
  prepare(checkpoints);
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  return studio;
}

function copyFolder(checkpoints: string): void {
  cpSync(tinyFlux2Folder, join(checkpoints, 'klein'), { recursive: true });
  rmSync(join(checkpoints, 'klein/original'), { recursive: true });
}

test('a folder is listed with what it can be asked for, and makes pictures', async () => {
  const studio = await open((checkpoints) => {
    copyFolder(checkpoints);
    const loras = join(checkpoints, '../loras');
    mkdirSync(loras);
    copyFileSync(`${tinyFlux2Folder}lora-diffusers.safetensors`, join(loras, 'tiny.safetensors'));
  });
  const client = studio.client();
  const { loras } = await client.loras.list();
  expect(loras).toMatchObject([{ name: 'tiny', family: 'flux2' }]);
  const { checkpoints } = await client.checkpoints.list();
  expect(checkpoints.find(({ id }) => id === 'klein')).toMatchObject({
    ...{ family: 'flux2', version: 'FLUX.2 klein', native: { width: 1024, height: 1024 } },
    ...{ schedulers: ['flow-match-euler'], sizes: { step: 16, min: 64, max: 2048 } },
    defaults: { steps: 4, guidanceScale: 1, scheduler: 'flow-match-euler' },
    ...{ usesNegativePrompt: false, isPromptEndless: false },
  });
  const job = await client.generate.submit({
    ...{ prompt: 'a (red:1.4) apple <lora:tiny:0.8>', checkpoint: 'klein' },
    ...{ count: 2, steps: 2, seed: 5, width: 64, height: 96 },
  });
  const events = await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
  expect(events.at(-1)).toMatchObject({ type: 'job', job: { state: 'done' } });
  expect(events.some(({ type }) => type === 'preview')).toBe(true);
  const phases = events.flatMap((event) =>
    event.type === 'progress' ? [event.progress.phase] : [],
  );
  const turns = phases.filter((phase, at) => phase !== phases[at - 1]);
  // The language model is read before the prompt, and the transformer after it.
  expect(turns.slice(0, turns.indexOf('denoising')).slice(-3)).toEqual([
    ...['loading', 'encoding', 'loading'],
  ]);
  expect(events.flatMap((event) => (event.type === 'notice' ? [event.error] : []))).toMatchObject([
    { code: 'prompt.weights-ignored', params: { checkpoint: 'klein' } },
  ]);
  const { pictures } = await client.gallery.list({ limit: 10 });
  expect(pictures).toHaveLength(2);
  for (const picture of pictures) {
    expect(picture).toMatchObject({ width: 64, height: 96 });
    expect(picture.generation).toMatchObject({
      ...{ checkpoint: 'klein', steps: 2, guidanceScale: 1 },
      loras: [{ name: 'tiny', weight: 0.8 }],
    });
  }
});

test('a transformer waits for the two files it needs, and counts as one with them', async () => {
  let folder = '';
  const studio = await open((checkpoints) => {
    folder = checkpoints;
    const original = join(checkpoints, 'diffusion_models');
    mkdirSync(original, { recursive: true });
    const from = `${tinyFlux2Folder}original/flux-2-tiny.safetensors`;
    copyFileSync(from, join(original, 'flux-2-klein-base-tiny.safetensors'));
  });
  const client = studio.client();
  const before = await client.checkpoints.list();
  expect(before.problems.map(({ error }) => error.code)).toEqual(['checkpoint.needs-files']);

  for (const [part, file] of [
    ['vae', 'original/flux2-vae.safetensors'],
    ['text_encoders', 'text_encoder/model.safetensors'],
  ] as const) {
    mkdirSync(join(folder, part), { recursive: true });
    copyFileSync(tinyFlux2Folder + file, join(folder, part, 'any-name.safetensors'));
  }
  const { checkpoints, problems } = await client.checkpoints.list();
  expect(problems).toEqual([]);
  expect(checkpoints.find(({ family }) => family === 'flux2')).toMatchObject({
    id: 'flux-2-klein-base-tiny',
    // By its name it is the one before distilling.
    ...{ defaults: { steps: 50, guidanceScale: 4 }, usesNegativePrompt: true },
  });
});
