import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportOptionsSchema } from '#shared/domain/export.ts';
import { openLibrary } from '#tests/support/library.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const FIXTURES = 'tests/fixtures/recall';

const a1111 = {
  tool: 'automatic1111',
  prompt: `${String.raw`a watercolour of a (red fox:1.2) in \_\_snow__, \{soft\} light`}\nsecond line, it's dusk`,
  negativePrompt: 'blurry, (low quality:1.4),\ntext',
  ...{ steps: 28, guidance: 6.5, seed: 3141592653, size: { width: 832, height: 1216 } },
  checkpointName: 'sd_xl_base_1.0',
  notes: [
    '<lora:ink_wash:0.8>',
    'Sampler: DPM++ 2M',
    'Schedule type: Karras',
    'Model hash: 31e35c80fc',
    'VAE: sdxl, fp16.safetensors',
    'Denoising strength: 0.4',
    'Lora hashes: ink_wash: 9b1d3a2c4e5f, other: aabbccddeeff',
    'Hashes: {"model": "31e35c80fc", "lora:ink_wash": "9b1d"}',
    'Version: v1.10.1',
  ],
};
const forge = {
  ...{ tool: 'automatic1111', prompt: 'a lighthouse at night, 灯塔', steps: 20, seed: 42 },
  ...{ guidance: 1, size: { width: 1024, height: 768 }, checkpointName: 'flux1-dev-fp8' },
  notes: expect.arrayContaining(['Distilled CFG Scale: 3.5', 'Module 1: clip_l']) as string[],
};
const comfy = {
  ...{ tool: 'comfyui', prompt: String.raw`beautiful scenery \[nature\] glass bottle` },
  ...{ negativePrompt: 'text, watermark', steps: 20, guidance: 8 },
  ...{ size: { width: 512, height: 768 }, checkpointName: 'v1-5-pruned-emaonly' },
  // More bits than our seeds have: told, not used.
  notes: ['seed: 156680208700286', 'sampler_name: euler', 'scheduler: normal'],
};

test.each([
  ['a1111.png', a1111],
  ['a1111.jpg', a1111],
  ['forge.png', forge],
  ['forge.webp', forge],
  [
    'sdnext.png',
    {
      ...{ tool: 'automatic1111', prompt: 'portrait of a clockmaker', negativePrompt: 'ugly' },
      ...{ steps: 30, guidance: 7, seed: 987654321, checkpointName: 'juggernautXL_v9' },
      notes: expect.arrayContaining(['Operations: txt2img; hires']) as string[],
    },
  ],
  ['comfyui.png', comfy],
  ['comfyui.webp', comfy],
  [
    'comfyui-two-passes.png',
    {
      ...{ tool: 'comfyui', prompt: 'a harbour at dawn', negativePrompt: 'people', seed: 8 },
      ...{ steps: 12, guidance: 5.5, size: { width: 960, height: 672 } },
      checkpointName: 'dreamshaper_8',
      notes: expect.arrayContaining([
        'lora: add_detail.safetensors 0.6',
        'denoise: 0.5',
        'samplers: 2',
      ]) as string[],
    },
  ],
  [
    'comfyui-flux.png',
    {
      ...{ tool: 'comfyui', prompt: 'a fox reading a newspaper', steps: 20, guidance: 3.5 },
      ...{ size: { width: 1024, height: 1024 }, checkpointName: 'flux1-dev' },
      notes: ['seed: 219670278747233', 'sampler_name: euler', 'scheduler: simple'],
    },
  ],
  [
    'comfyui-workflow.png',
    {
      ...{ tool: 'comfyui', prompt: 'a glass bottle', negativePrompt: 'text, watermark' },
      ...{ seed: 4242, steps: 15, guidance: 6.5, size: { width: 512, height: 512 } },
    },
  ],
  [
    'invokeai.png',
    {
      ...{ tool: 'invokeai', prompt: 'an owl in armour, oil painting', negativePrompt: 'photo' },
      ...{ seed: 2233445566, steps: 30, guidance: 7.5, checkpointName: 'Juggernaut XL v9' },
      notes: expect.arrayContaining(['lora: pixel-art-xl 0.75']) as string[],
    },
  ],
  [
    'invokeai-2.png',
    {
      ...{ tool: 'invokeai', prompt: 'a stone bridge', negativePrompt: 'fog, people' },
      ...{ seed: 1950357039, steps: 50, guidance: 7.5, size: { width: 704, height: 512 } },
    },
  ],
  [
    'invokeai-dream.png',
    {
      ...{ tool: 'invokeai', prompt: 'a paper boat', negativePrompt: 'storm', steps: 50 },
      ...{ seed: 4052372983, guidance: 7.5, size: { width: 640, height: 512 } },
    },
  ],
])('%s tells what its program wrote', async (file, expected) => {
  const { gallery } = openLibrary();
  expect(await gallery.recallFile(join(FIXTURES, file))).toMatchObject(expected);
});

test('a picture that says nothing is told apart from one that cannot be read', async () => {
  const { gallery } = openLibrary();
  await expect(gallery.recallFile(join(FIXTURES, 'nothing.png'))).rejects.toMatchObject({
    code: 'picture.no-settings',
    params: { name: 'nothing.png' },
  });
  const script = join(FIXTURES, 'make_recall_fixtures.py');
  await expect(gallery.recallFile(script)).rejects.toMatchObject({ code: 'picture.unreadable' });
});

test('an import keeps how it was made, also when only its file is left', async () => {
  const { gallery, list, folder, index } = openLibrary();
  const { pictures } = await gallery.importFiles([join(FIXTURES, 'a1111.jpg')]);
  const [picture] = pictures;
  expect(picture).toMatchObject({ origin: 'imported', recalled: a1111 });
  expect(list({ text: 'fox dusk' }).total).toBe(1);
  const path = `${index.get(picture!.id)?.path ?? ''}.json`;
  for (const isSidecarThere of [true, false]) {
    if (!isSidecarThere) rmSync(join(folder, path));
    index.replaceAll([], []);
    for await (const event of gallery.rebuild()) expect(event.problems).toEqual([]);
    expect(list().pictures).toMatchObject([{ recalled: a1111 }]);
  }
  expect(await gallery.recall(list().pictures[0]!.id)).toEqual(picture?.recalled);
});

test.each(['png', 'jpeg', 'webp', 'avif', 'tiff'] as const)(
  'an exported %s is known again, as the generation it was',
  async (format) => {
    const { exporter, addCandidate, gallery } = openLibrary();
    const prompt = `a "red" <apple> & 苹果 \\{x\\}`;
    const { id, generation } = await addCandidate(0, prompt);
    const options = exportOptionsSchema.parse({ format, longerSide: 20 });
    const { files } = await exporter.exportFiles({ ids: [id], folder: temporaryFolder(), options });
    const path = files[0]?.path ?? '';
    expect(await gallery.recallFile(path)).toEqual({
      ...{ tool: 'easel', prompt, seed: 7, steps: 16, guidance: 3 },
      ...{
        size: { width: 16, height: 16 },
        checkpointName: 'spark',
        scheduler: 'flow-match-euler',
        notes: [],
      },
    });
    const other = openLibrary();
    const { pictures } = await other.gallery.importFiles([path]);
    expect(pictures).toMatchObject([{ origin: 'generated', generation }]);
    expect(await other.gallery.recall(pictures[0]!.id)).toMatchObject({ tool: 'easel', prompt });
  },
);
