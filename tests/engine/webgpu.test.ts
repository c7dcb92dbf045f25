import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { spark, tinySpark } from './support/checkpoints.ts';
import { softwareVulkan } from './support/software-vulkan.ts';

const child = fileURLToPath(new URL('./support/webgpu-child.ts', import.meta.url));

test('WebGPU computes what the processor computes', { timeout: 240_000 }, async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'easel-webgpu-'));
  onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const engine = fork(child, [], {
    serialization: 'advanced',
    execArgv: [],
    silent: true,
    env: { ...process.env, ...softwareVulkan(scratch) },
  });
  onTestFinished(() => {
    engine.kill('SIGKILL');
  });
  engine.send([
    join(tinySpark.folder, 'clip/vision_model.onnx'),
    join(spark.folder, 'upscaler/model.onnx'),
  ]);
  const [{ trouble, differences, gradients }] = (await once(engine, 'message')) as [
    { trouble?: string; differences: number[]; gradients: number[] },
  ];
  expect(trouble).toBeUndefined();
  expect(differences).toHaveLength(2);
  for (const difference of differences) expect(difference).toBeLessThan(1e-3);
  // What is taught there is taught right.
  expect(gradients).toHaveLength(10);
  for (const difference of gradients) expect(difference).toBeLessThan(1e-3);
});
