/** What was taught is taken to another machine: the same bytes, used there as here, and never over a file. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStudio, type Studio } from '#main/studio/open-studio.ts';
import { describeClipAdapter } from '#shared/safetensors/clip-adapter.ts';
import { describeSparkAdapter } from '#shared/safetensors/spark-adapter.ts';
import { encodeSafetensors } from '#shared/safetensors/write.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const facts = { base: '0'.repeat(64), scale: 1, title: 'Ink', license: 'CC0', recipe: '{}' };
const adapters = {
  ink: describeSparkAdapter({ ...facts, trigger: 'inkzk', data: '' }),
  figures: describeClipAdapter({ ...facts, words: ['zorbel'], data: '' }),
};

async function open(home = temporaryFolder()): Promise<Studio> {
  vi.stubEnv('EASEL_HOME', home);
  const studio = await openStudio({ host: 'cli', library: temporaryFolder(), runsJobs: true });
  onTestFinished(() => studio.close());
  return studio;
}

function writeAdapters(): string {
  const home = temporaryFolder();
  mkdirSync(join(home, 'loras'));
  for (const [name, metadata] of Object.entries(adapters)) {
    const data = Float32Array.from({ length: 2_048 }, (_, at) => at / 7);
    const tensors = ['down', 'up'].map((way) => ({
      ...{ name: `text.a.lora_${way}.weight`, dims: [2, 1_024], data },
    }));
    const file = join(home, 'loras', `${name}.safetensors`);
    writeFileSync(file, encodeSafetensors(tensors, metadata));
  }
  return home;
}

test('from one library to another', async () => {
  const home = writeAdapters();
  const here = await open(home);
  const [client, to] = [here.client(), join(temporaryFolder(), 'finished')];
  const paths: string[] = [];
  for (const name of Object.keys(adapters)) {
    const { path } = await client.loras.exportFile({ name, folder: to });
    const { ticket, name: file } = await client.loras.prepareExport({ name });
    const download = await Array.fromAsync(
      here.media.download(ticket)!.content() as AsyncGenerator<Uint8Array>,
    );
    const own = readFileSync(join(home, 'loras', file));
    expect(readFileSync(path).equals(own)).toBe(true);
    expect(Buffer.concat(download).equals(own)).toBe(true);
    paths.push(path);
  }
  // Again, it stands beside the first, whatever that has become.
  writeFileSync(paths[0]!, 'mine');
  const again = await client.loras.exportFile({ name: 'ink', folder: to });
  expect(again.path).toBe(join(to, 'ink-2.safetensors'));
  expect(readFileSync(paths[0]!, 'utf8')).toBe('mine');
  expect(readdirSync(to).toSorted()).toEqual(
    ['figures', 'ink-2', 'ink'].map((name) => `${name}.safetensors`),
  );

  const there = (await open()).client();
  for (const path of [again.path, paths[1]!]) {
    const { id } = await there.checkpoints.import({ path });
    await vi.waitFor(async () => {
      const transfers = await there.checkpoints.transfers();
      expect(transfers.find((one) => one.id === id)?.state).toBe('done');
    }, 10_000);
  }
  const { loras, problems } = await there.loras.list();
  expect(problems).toEqual([]);
  expect(loras).toMatchObject([
    { name: 'ink-2', title: 'Ink', family: 'spark', triggerWords: ['inkzk'], license: 'CC0' },
  ]);
  expect((await there.clips.list()).adapters).toMatchObject([{ words: ['zorbel'] }]);
  const { additions } = await there.checkpoints.additions();
  expect(additions).toMatchObject([
    { loras: [], clipAdapters: ['figures'] },
    { loras: ['ink-2'], clipAdapters: [] },
  ]);
});

test('what is not there, and what cannot be written, say so', async () => {
  const client = (await open(writeAdapters())).client();
  const folder = temporaryFolder();
  await expect(client.loras.exportFile({ name: 'oil', folder })).rejects.toMatchObject({
    ...{ code: 'lora.not-found', params: { name: 'oil', choices: 'ink, figures' } },
  });
  await expect(client.loras.prepareExport({ name: 'oil' })).rejects.toMatchObject({
    code: 'lora.not-found',
  });
  writeFileSync(join(folder, 'file'), '');
  await expect(
    client.loras.exportFile({ name: 'ink', folder: join(folder, 'file') }),
  ).rejects.toMatchObject({ code: 'export.target-not-writable' });
});
