/**
 * What edits of very large pictures cost.
 *
 * `node tests/bench/large-edits.ts [side]`: a square picture (8,000 pixels a side unless told otherwise),
 * 8 bits in sRGB and 16 bits in Display P3, is changed by words wholly and behind a mask, and in another
 * manner. Told for each: seconds, processor seconds and the most memory of this process and of the engine.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openStudio } from '#main/studio/open-studio.ts';
import type { MaskId } from '#shared/domain/mask-id.ts';
import type { JobId, PictureId } from '#shared/domain/ids.ts';

const side = Number(process.argv[2] ?? 8000);
const home = mkdtempSync(join(tmpdir(), 'easel-large-'));
process.env['EASEL_HOME'] = join(home, 'home');
const studio = await openStudio({ host: 'cli', library: join(home, 'library'), runsJobs: true });
const client = studio.client();

/** The line of Linux's status file, in MB; 0 elsewhere. */
function memoryOf(pid: number | undefined, line: 'VmHWM' | 'VmRSS'): number {
  try {
    const status = readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8');
    return Math.round(Number(new RegExp(`${line}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

async function writePicture(name: string, isDeep: boolean): Promise<PictureId> {
  const small = Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * 31 + (at % 7)) % 253);
  const raw = { width: 64, height: 64, channels: 3 as const };
  const picture = sharp(small, { raw }).resize(side, side, { kernel: 'cubic' });
  const deep = isDeep ? picture.toColourspace('rgb16').withIccProfile('p3') : picture;
  const path = join(home, name);
  await deep.png({ compressionLevel: 1 }).toFile(path);
  const { pictures } = await client.gallery.importFiles({ paths: [path] });
  return pictures[0]!.id;
}

async function writeMask(): Promise<MaskId> {
  const part = Math.round(side / 20);
  const svg = `<svg width="${side}" height="${side}"><rect width="${side}" height="${side}"/><circle cx="${side / 2}" cy="${side / 2}" r="${part}" fill="#fff"/></svg>`;
  const path = join(home, 'mask.png');
  await sharp(Buffer.from(svg), { limitInputPixels: false }).png().toFile(path);
  return (await client.edit.keepMask({ path })).mask;
}

async function told(name: string, submit: () => Promise<{ id: JobId }>): Promise<void> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const { id } = await submit();
  let engine = 0;
  const look = async (): Promise<void> => {
    engine = Math.max(engine, memoryOf(await studio.enginePid(), 'VmRSS'));
  };
  const watch = setInterval(() => void look(), 200);
  await Array.fromAsync(await client.jobs.watch({ jobId: id }));
  clearInterval(watch);
  const { state, error } = await client.jobs.get({ id });
  const { user, system } = process.cpuUsage(cpu);
  process.stdout.write(
    `${name}: ${state} ${error?.code ?? ''} after ${((performance.now() - start) / 1000).toFixed(1)} s, ` +
      `${((user + system) / 1e6).toFixed(1)} s of this process; ` +
      `at most ${memoryOf(undefined, 'VmHWM')} MB here, ${engine} MB in the engine\n`,
  );
}

const mask = await writeMask();
for (const isDeep of [false, true]) {
  const kind = isDeep ? '16 bits, Display P3' : '8 bits, sRGB';
  const source = await writePicture(isDeep ? 'deep.png' : 'plain.png', isDeep);
  const generation = { prompt: 'a red apple', checkpoint: 'spark', count: 1, steps: 2, seed: 1 };
  const step = { kind: 'words', strength: 0.6 } as const;
  await told(`${kind}, words behind a mask`, () =>
    client.edit.submit({ source, step, generation, mask, feather: 8 }),
  );
  await told(`${kind}, words`, () => client.edit.submit({ source, step, generation }));
  const reference = { kind: 'made', name: 'mosaic' } as const;
  await told(`${kind}, a manner`, () =>
    client.edit.style({ source, style: { reference }, count: 1 }),
  );
}
await studio.close();
rmSync(home, { recursive: true, force: true });
