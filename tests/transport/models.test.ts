/** Models through the contract: nothing is asked of the network before a person asks. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio } from '#main/studio/open-studio.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { startTestHub } from '#tests/support/test-hub.ts';
import { safetensorsBytes } from '#tests/support/weight-bytes.ts';

/** Just enough for its header to be that of a checkpoint for Stable Diffusion 1. */
const unet = 'model.diffusion_model.input_blocks';
const weights = safetensorsBytes(2_000, {
  [`${unet}.0.0.weight`]: [4, 4],
  [`${unet}.1.1.transformer_blocks.0.attn2.to_k.weight`]: [1, 768],
  'cond_stage_model.x': [1],
  'first_stage_model.decoder.conv_in.weight': [1],
});

test('starting and looking around asks nobody; a model asked for comes and is checked', async () => {
  const hub = await startTestHub({
    'painter/tiny': {
      license: 'mit',
      files: { 'tiny.safetensors': { content: weights, isLarge: true } },
    },
  });
  onTestFinished(() => hub.close());
  vi.stubEnv('EASEL_HOME', temporaryFolder());
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  const asked = vi.spyOn(globalThis, 'fetch');
  const studio = await openStudio({ host: 'cli', library: temporaryFolder() });
  onTestFinished(() => studio.close());
  const { checkpoints, system } = studio.client();
  await Promise.all([
    system.info(),
    checkpoints.list(),
    checkpoints.additions(),
    checkpoints.hub(),
  ]);
  expect(await checkpoints.transfers()).toEqual([]);
  expect((await checkpoints.catalogue()).length).toBeGreaterThan(0);
  expect(asked).not.toHaveBeenCalled();
  expect(hub.requests).toEqual([]);

  expect(await checkpoints.look({ address: 'painter/tiny' })).toMatchObject({
    ...{ kind: 'checkpoint', family: 'SD 1', license: 'mit', isGated: false, hasToken: false },
  });
  const { id } = await checkpoints.download({ address: 'painter/tiny' });
  for await (const [transfer] of await checkpoints.watchTransfers()) {
    expect(transfer).toMatchObject({ id });
    expect(transfer?.error).toBeUndefined();
    if (transfer?.state === 'done') break;
  }
  const installed = (await checkpoints.list()).checkpoints;
  expect(installed.map((one) => one.id as string)).toContain('tiny');
  expect((await checkpoints.additions()).additions).toMatchObject([
    { name: 'tiny', license: 'mit', checkpoints: ['tiny'], recognised: 'SD 1' },
  ]);
  expect(await checkpoints.verify({ id: 'tiny' })).toEqual({ files: 1, bytes: weights.length });

  const file = join(process.env['EASEL_HOME'] ?? '', 'checkpoints/tiny/tiny.safetensors');
  writeFileSync(file, weights.fill(7, weights.length - 1));
  await expect(checkpoints.verify({ id: 'tiny' })).rejects.toMatchObject({
    code: 'addition.damaged',
  });
});
