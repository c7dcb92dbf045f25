/**
 * A library on a disk of its own, six megabytes small. Run under `unshare` by the test, which gives
 * this process the right to mount it; prints what happened as one line of JSON.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { openStudio } from '#main/studio/open-studio.ts';
import { describeSparkAdapter } from '#shared/safetensors/spark-adapter.ts';
import { encodeSafetensors } from '#shared/safetensors/write.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const [folder = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]);
const library = join(folder, 'library');
const filler = join(folder, 'filler');

function filesOf(kind: RegExp): string[] {
  return readdirSync(library, { recursive: true })
    .map((name) => join(library, String(name)))
    .filter((name) => kind.test(name));
}

async function end(client: ReturnType<Studio['client']>, id: Job['id']): Promise<string> {
  await Array.fromAsync(await client.jobs.watch({ jobId: id }));
  const job = await client.jobs.get({ id });
  return job.error?.code ?? job.state;
}
type Studio = Awaited<ReturnType<typeof openStudio>>;
type Job = Awaited<ReturnType<ReturnType<Studio['client']>['generate']['submit']>>;

// What was taught lies elsewhere, and is larger than what will be left here.
const loras = join(process.env['EASEL_HOME'] ?? '', 'loras');
const adapter = describeSparkAdapter({
  ...{
    base: '0'.repeat(64),
    scale: 1,
    title: '',
    trigger: 'ink',
    license: '',
    recipe: '{}',
    data: '',
  },
});
const tensors = ['down', 'up'].map((way) => ({
  ...{ name: `a.lora_${way}.weight`, dims: [2, 25_000], data: new Float32Array(50_000) },
}));
mkdirSync(loras, { recursive: true });
writeFileSync(join(loras, 'ink.safetensors'), encodeSafetensors(tensors, adapter));

const studio = await openStudio({ host: 'cli', library });
const client = studio.client();
const before = await client.generate.submit({ prompt: 'red apple', count: 2, steps: 3, seed: 1 });
await end(client, before.id);

// All but a little is taken by somebody else's file.
const free = Number(
  execFileSync('df', ['--output=avail', '-B1', folder]).toString().split('\n')[1],
);
writeFileSync(filler, Buffer.alloc(Math.max(0, free - 200_000)));
const job = await client.generate.submit({ prompt: 'red apple', count: 16, steps: 3, seed: 2 });
const whenFull = await end(client, job.id);
const exported = await client.loras.exportFile({ name: 'ink', folder: library }).then(
  () => 'written',
  (error: unknown) => (error instanceof EaselError ? error.code : String(error)),
);
const leftovers = filesOf(/easel-tmp$/).length;
const pictures = filesOf(/\.png$/);
for (const path of pictures) await sharp(readFileSync(path)).raw().toBuffer();
const kept = (await client.gallery.list({ jobId: before.id })).total;

rmSync(filler);
await client.jobs.retry({ id: job.id });
const afterwards = await end(client, job.id);
const complete = (await client.gallery.list({ jobId: job.id })).total;
await studio.close();

execFileSync('mount', ['-o', 'remount,ro', folder]);
const readOnly = await openStudio({ host: 'cli', library }).then(
  () => 'opened',
  (error: unknown) => (error instanceof EaselError ? error.code : String(error)),
);
process.stdout.write(
  `${JSON.stringify({ whenFull, exported, leftovers, kept, afterwards, complete, readOnly })}\n`,
);
