/** Checkpoints that the engine's tests run on. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CheckpointRef } from '#shared/engine-protocol/messages.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export const fixtures: string = join(root, 'tests/fixtures/models');
/** Spark's interface with a few numbers for weights. */
export const tinySpark: CheckpointRef = { id: 'tiny-spark', folder: join(fixtures, 'tiny-spark') };
/** The checkpoint that is in the box. */
export const spark: CheckpointRef = { id: 'spark', folder: join(root, 'resources/models/spark') };

/** A copy of tiny-spark that a test may break; gone when the test is over. */
export async function breakableCheckpoint(): Promise<CheckpointRef> {
  const parent = await mkdtemp(join(tmpdir(), 'easel-checkpoint-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'tiny-spark');
  await cp(tinySpark.folder, folder, { recursive: true });
  return { id: 'tiny-spark', folder };
}

/** Rewrites a checkpoint's manifest; `edit` changes the parsed content in place. */
export async function editManifest(
  { folder }: CheckpointRef,
  edit: (manifest: Manifest) => void,
): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
  edit(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

interface Manifest {
  parts: Record<string, string>;
  files: { path: string; bytes: number; sha256: string }[];
  text: Record<string, number>;
  latent: Record<string, number>;
  upscale: number;
  distilled?: { steps: number; guidanceScale: number };
}
