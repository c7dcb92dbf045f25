/** The machine as Node sees it. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, freemem, platform, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Machine } from '#main/core/system/machine.port.ts';

const require = createRequire(import.meta.url);

export function openNodeMachine(easelVersion: string): Machine {
  const electron = process.versions['electron'];
  return {
    versions: {
      easel: easelVersion,
      node: process.versions.node,
      ...(electron === undefined ? {} : { electron }),
      onnxruntime: versionOf('onnxruntime-node') ?? 'not installed',
      sqlite: process.versions.sqlite ?? 'unknown',
      sharp: versionOf('sharp') ?? 'not installed',
    },
    platform: platform(),
    arch: arch(),
    cpu: { model: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism() },
    memory: () => ({
      // Without a limit the constraint is 0 or a number beyond any machine.
      totalBytes: Math.min(totalmem(), process.constrainedMemory() || totalmem()),
      freeBytes: Math.min(totalmem(), process.availableMemory() || freemem()),
      ownBytes: process.memoryUsage.rss(),
    }),
    async freeBytes(folder) {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    whyNotWritable,
    hasFullTextSearch,
    whyNoPictures,
  };
}

function versionOf(name: string): string | undefined {
  const folder = folderOf(name);
  if (folder === undefined) return undefined;
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version?: string }).version;
}

/** The package's own folder, without loading it: `exports` may hide its package.json. */
function folderOf(name: string): string | undefined {
  return (require.resolve.paths(name) ?? [])
    .map((parent) => join(parent, name))
    .find((folder) => existsSync(join(folder, 'package.json')));
}

async function whyNotWritable(folder: string): Promise<string | undefined> {
  const probe = join(folder, `.easel-probe-${randomUUID()}`);
  try {
    await mkdir(dirname(probe), { recursive: true });
    await writeFile(probe, 'x', { flag: 'wx' });
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

function hasFullTextSearch(): boolean {
  const database = new DatabaseSync(':memory:');
  try {
    database.exec('CREATE VIRTUAL TABLE probe USING fts5(text)');
    return true;
  } catch {
    return false;
  } finally {
    database.close();
  }
}

async function whyNoPictures(): Promise<string | undefined> {
  try {
    // Loaded here and not above, so that a missing native library is a finding and not a crash.
    const { default: sharp } = await import('sharp');
    const create = { width: 8, height: 8, channels: 4, background: '#12345678' } as const;
    const png = await sharp({ create }).png().toBuffer();
    const { info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    return info.width === 8 ? undefined : 'a picture came back with another size';
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
  }
}
