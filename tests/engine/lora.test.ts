/** A LoRA from the file in the folder, through the prompt, to the picture that says so. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import type { GenerationRequest } from '#shared/domain/generation.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { writeSd1 } from '#tests/support/small-checkpoint.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { writeSafetensors } from '#tests/support/write-safetensors.ts';
import { tinySpark } from './support/checkpoints.ts';

const shelf = mkdtempSync(join(tmpdir(), 'easel-shelf-'));
const file = join(shelf, 'Small.safetensors');
beforeAll(() => {
  writeSd1(file);
});
afterAll(() => {
  rmSync(shelf, { recursive: true, force: true });
});

/** One that changes what the middle of the network sees of the text, [width, context]. */
function writeMiddle(path: string, width: number, context: number, metadata = {}): void {
  const layer = 'lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k';
  const random = new TorchRandom(3);
  const numbers = (count: number) => () => new Uint8Array(random.normal(count).buffer);
  writeSafetensors(
    path,
    [
      {
        ...{ name: `${layer}.lora_down.weight`, type: 'F32', dims: [4, context] },
        bytes: numbers(4 * context),
      },
      {
        ...{ name: `${layer}.lora_up.weight`, type: 'F32', dims: [width, 4] },
        bytes: numbers(width * 4),
      },
      { name: 'lora_unet_nowhere.alpha', type: 'F32', dims: [], bytes: numbers(1) },
    ],
    metadata,
  );
}

async function open(): Promise<Studio> {
  const home = temporaryFolder();
  vi.stubEnv('EASEL_HOME', home);
  const checkpoints = join(home, 'checkpoints');
  cpSync(tinySpark.folder, join(checkpoints, 'tiny-spark'), { recursive: true });
  symlinkSync(file, join(checkpoints, 'Small.safetensors'));
  mkdirSync(join(home, 'loras'));
  const { width } = middleOf();
  const frequency = { '10_ink': { 'ink wash': 20, paper: 9 }, '5_more': { paper: 2 } };
  writeMiddle(join(home, 'loras/Ink.safetensors'), width, 768, {
    ss_tag_frequency: JSON.stringify(frequency),
  });
  // As a download leaves it: the folder says what it is.
  mkdirSync(join(checkpoints, 'owner--flat'));
  writeMiddle(join(checkpoints, 'owner--flat/pytorch_lora_weights.safetensors'), 8, 2048, {
    'modelspec.trigger_phrase': 'flat colours, poster',
  });
  writeFileSync(join(home, 'loras/odd.safetensors'), 'nothing');
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  return studio;
}

/** Of the small checkpoint's file. */
function middleOf(): { width: number } {
  const content = readFileSync(file);
  const length = Number(content.readBigUInt64LE(0));
  const header = JSON.parse(content.toString('utf8', 8, 8 + length)) as Record<
    string,
    { shape: number[] }
  >;
  const name = 'model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k.weight';
  return { width: header[name]?.shape[0] ?? 0 };
}

const asked = {
  ...{ prompt: 'an apple', checkpoint: 'Small', count: 1, steps: 2, seed: 5 },
  ...{ width: 64, height: 64 },
} satisfies GenerationRequest;

async function make(studio: Studio, prompt: string): Promise<{ id: string; bytes: string }> {
  const client = studio.client();
  const job = await client.generate.submit({ ...asked, prompt });
  const events = await Array.fromAsync(await client.jobs.watch({ jobId: job.id }));
  expect(events.at(-1)).toMatchObject({ job: { state: 'done' } });
  // The one name in the file that no layer has; without a LoRA there is nothing to tell.
  const notices = events.filter(({ type }) => type === 'notice');
  expect(notices).toMatchObject(
    prompt.includes('<lora:')
      ? [{ error: { code: 'lora.unmatched', params: { n: 1, names: 'lora_unet_nowhere' } } }]
      : [],
  );
  const id = `${job.id}-0`;
  const { path } = await studio.media.picture(id as never);
  return { id, bytes: readFileSync(path, 'base64') };
}

test('it is listed with its words, changes the picture, and the picture says so', async () => {
  const studio = await open();
  const client = studio.client();
  const { loras, problems } = await client.loras.list();
  expect(loras).toMatchObject([
    { name: 'Ink', family: 'sd1', triggerWords: ['ink wash', 'paper'] },
    { name: 'owner--flat', family: 'sdxl', triggerWords: ['flat colours', 'poster'] },
  ]);
  expect(problems).toMatchObject([{ file: 'odd.safetensors' }]);
  expect((await client.checkpoints.list()).problems).toEqual([]);
  const { additions } = await client.checkpoints.additions();
  expect(additions.find(({ name }) => name === 'owner--flat')).toMatchObject({
    ...{ checkpoints: [], loras: ['owner--flat'] },
  });

  const plain = await make(studio, 'an apple');
  const inked = await make(studio, 'an apple <lora:ink:0.8>');
  const [record, without] = await Promise.all(
    [inked, plain].map(async ({ id }) => (await client.gallery.get({ id })).generation),
  );
  expect(record).toMatchObject({
    prompt: 'an apple <lora:ink:0.8>',
    loras: [{ name: 'Ink', weight: 0.8, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
  });
  expect(without).not.toHaveProperty('loras');
  const pixels = await Promise.all([inked, plain].map(({ id }) => pixelsOf(studio, id)));
  expect(pixels[0]).not.toBe(pixels[1]);
  // Written in the file itself.
  expect(Buffer.from(inked.bytes, 'base64').includes('"loras"')).toBe(true);
});

async function pixelsOf(studio: Studio, id: string): Promise<string> {
  const { default: sharp } = await import('sharp');
  const { path } = await studio.media.picture(id as never);
  return (await sharp(path).raw().toBuffer()).toString('base64');
}

test.each([
  ['an unknown name', { prompt: 'a <lora:gone:1>' }, 'lora.not-found'],
  ['another family', { prompt: 'a <lora:owner--flat:1>' }, 'lora.other-family'],
  ['one in an alternative', { prompt: '{a|b <lora:Ink:1>}', count: 2 }, 'prompt.lora-place'],
  ['one in the negative prompt', { negativePrompt: 'x <lora:Ink:1>' }, 'prompt.lora-place'],
  ['a broken file', { prompt: 'a <lora:odd:1>' }, 'checkpoint.damaged'],
])('%s is refused with its code before anything is written down', async (_, changes, code) => {
  const client = (await open()).client();
  const request = { ...asked, ...changes };
  await expect(client.generate.submit(request)).rejects.toMatchObject({ code });
  expect(await client.jobs.list({})).toEqual([]);
});
