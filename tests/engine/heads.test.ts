import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { chooseHeadBackend } from '#main/engine/heads/open-heads.ts';
import { headBackendIdSchema } from '#shared/domain/heads.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import type { Learnt, Lesson } from './support/heads-child.ts';
import { softwareVulkan } from './support/software-vulkan.ts';

const child = fileURLToPath(new URL('./support/heads-child.ts', import.meta.url));

test('every backend learns the same', { timeout: 240_000 }, async () => {
  const engine = fork(child, [], {
    serialization: 'advanced',
    execArgv: [],
    silent: true,
    env: { ...process.env, ...softwareVulkan(temporaryFolder()) },
  });
  onTestFinished(() => {
    engine.kill('SIGKILL');
  });
  const below = seededRandom(1);
  const lesson: Lesson = {
    inputs: Float32Array.from({ length: 12 * 8 }, () => below(2001) / 1000 - 0.8),
    dimensions: 8,
    backends: ['cpu', 'wasm', 'webgpu', 'tensorflow'],
  };
  engine.send(lesson);
  const [learnt] = (await once(engine, 'message')) as [Learnt];
  const wanted = learnt.cpu as Float32Array;
  expect(wanted.some((value) => Math.abs(value) > 0.01)).toBe(true);
  for (const backend of ['wasm', 'webgpu'] as const) {
    const found = learnt[backend];
    expect(found).toBeInstanceOf(Float32Array);
    expect(differenceOf(wanted, found as Float32Array)).toBeLessThan(1e-4);
  }
  // Its library is fetched by those who ask for it; without, it says what is missing.
  if (typeof learnt.tensorflow === 'string') {
    expect(learnt.tensorflow).toContain('setup:gpu');
  } else {
    expect(differenceOf(wanted, learnt.tensorflow!)).toBeLessThan(1e-4);
  }
});

test('the choice is told with its reason, and those before it with theirs', async () => {
  const { backend, reason, passedOver } = await chooseHeadBackend();
  const order = headBackendIdSchema.options;
  expect(passedOver.map((one) => one.backend)).toEqual(order.slice(0, order.indexOf(backend)));
  for (const sentence of [reason, ...passedOver.map((one) => one.reason)]) {
    expect(sentence).toMatch(/^[A-Z].+\.$/s);
  }
});

function differenceOf(one: Float32Array, other: Float32Array): number {
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? NaN))), 0);
}
