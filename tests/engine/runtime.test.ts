import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { methods } from '#main/engine/methods/index.ts';
import { chooseDevice, describeProviders, probeProvider } from '#main/engine/runtime/devices.ts';
import { loadModel } from '#main/engine/runtime/onnxruntime.ts';
import { automaticOrder, providerTable } from '#main/engine/runtime/providers.ts';
import { engineInfoSchema } from '#shared/domain/system.ts';
import { providerIdSchema } from '#shared/domain/settings.ts';
import { fixtures } from './support/checkpoints.ts';
import { openEngine } from './support/generate.ts';

const label = { id: 'test', file: 'some.onnx' };
const onCpu = { provider: 'cpu', threads: 1 } as const;

test('every provider that settings can name is in the table', () => {
  expect(Object.keys(providerTable).toSorted()).toEqual([...providerIdSchema.options].toSorted());
  expect(Object.isFrozen(providerTable)).toBe(true);
  expect(automaticOrder.at(-1)).toBe('cpu');
});

test('the processor works, and is what is left when nothing faster does', async () => {
  expect(await probeProvider('cpu')).toBeUndefined();
  const choice = await chooseDevice('auto');
  expect(choice.reason).toContain('works here');
  expect(await probeProvider(choice.provider)).toBeUndefined();
});

test('a provider that is not there is refused with its reason, not replaced', async () => {
  const absent = process.platform === 'win32' ? 'coreml' : 'dml';
  await expect(chooseDevice(absent)).rejects.toMatchObject({
    code: 'engine.device-unavailable',
    params: { device: absent, reason: expect.stringMatching(/\w/) as string },
  });
});

test('the engine tells of every provider whether it works and why', async () => {
  const info = await methods.describe(
    await openEngine(),
    {},
    () => undefined,
    new AbortController().signal,
  );
  expect(engineInfoSchema.parse(info)).toEqual(info);
  expect(info.providers.map(({ id }) => id).toSorted()).toEqual(
    [...providerIdSchema.options].toSorted(),
  );
  expect(info.providers.find(({ id }) => id === 'cpu')).toMatchObject({ works: true });
  for (const { reason } of await describeProviders('auto')) expect(reason).not.toMatch(/\.cc:|::/);
});

test('running out of memory has a code of its own, and the process lives on', async () => {
  const model = await loadModel(join(fixtures, 'greedy.onnx'), onCpu, label);
  const size = (numbers: number) => ({ size: { data: Float32Array.of(numbers), dims: [1] } });
  await expect(model.run(size(1e13))).rejects.toMatchObject({ code: 'engine.out-of-memory' });
  const { y } = await model.run(size(3));
  expect([...(y?.data ?? [])]).toEqual([1, 1, 1]);
  await model.release();
});

test('a graph can be loaded from bytes, and tells its tensors', async () => {
  const bytes = await readFile(join(fixtures, 'foreign.onnx'));
  const model = await loadModel(bytes, onCpu, label);
  expect(model.inputs).toEqual([{ name: 'pixels', type: 'float32', dims: ['batch', 4, 32, 32] }]);
  await model.release();
});

test('a run that the graph cannot compute is a coded error without places in source code', async () => {
  const model = await loadModel(join(fixtures, 'foreign.onnx'), onCpu, label);
  const small = { data: new Float32Array(4 * 16 * 16), dims: [1, 4, 16, 16] };
  await expect(model.run({ pixels: small })).rejects.toMatchObject({
    code: 'checkpoint.unsupported',
    params: { ...label, reason: expect.stringMatching(/^[^/]*pixels[^/]*$/) as string },
  });
  await model.release();
});
