/** Runs one graph on the processor and on WebGPU and sends both results; see webgpu.test.ts: the driver is named by the environment. */
import { loadModel, type TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { probeProvider } from '#main/engine/runtime/devices.ts';
import { smallGradients } from './small-gradients.ts';

/** Numbers in [-1, 1] without a generator: good enough to tell two providers apart. */
function wave(...dims: number[]): TensorData {
  const length = dims.reduce((product, size) => product * size, 1);
  return { data: Float32Array.from({ length }, (_, index) => Math.sin(index * 0.37)), dims };
}

async function outputsOf(path: string, provider: 'cpu' | 'webgpu', inputs: string[]) {
  const model = await loadModel(path, { provider, threads: 1 }, { id: 'test', file: path });
  const feeds = model.inputs
    .filter(({ name }) => inputs.includes(name))
    .map(({ name, dims }) => [name, wave(...dims.map((d) => (typeof d === 'number' ? d : 2)))]);
  const outputs = await model.run(Object.fromEntries(feeds) as Record<string, TensorData>);
  await model.release();
  return Object.values(outputs)[0]?.data as Float32Array;
}

/** Of the loss and every gradient: the greatest difference over the greatest number. */
async function gradientDifferences(): Promise<number[]> {
  const { bytes, feeds } = await smallGradients();
  const [cpu, gpu] = [await results('cpu'), await results('webgpu')];
  return Object.entries(cpu).map(([name, { data }]) => {
    const values = Array.from(data, Number);
    const others = gpu[name]!.data;
    const apart = values.map((value, at) => Math.abs(value - Number(others[at])));
    return Math.max(...apart) / Math.max(...values.map(Math.abs));
  });

  async function results(provider: 'cpu' | 'webgpu'): Promise<Record<string, TensorData>> {
    const label = { id: 'test', file: 'gradients' };
    const model = await loadModel(bytes, { provider, threads: 1 }, label);
    const out = await model.run(feeds);
    await model.release();
    return out;
  }
}

process.on('message', (paths: string[]) => {
  void compare(paths);
});

async function compare(paths: string[]): Promise<void> {
  const trouble = await probeProvider('webgpu');
  const differences: number[] = [];
  for (const path of trouble === undefined ? paths : []) {
    const names = ['sample', 'pixel_values'];
    const [cpu, gpu] = [
      await outputsOf(path, 'cpu', names),
      await outputsOf(path, 'webgpu', names),
    ];
    const isEmpty = cpu.length === 0 || cpu.every((value) => value === 0);
    differences.push(
      isEmpty || cpu.length !== gpu.length
        ? Number.POSITIVE_INFINITY
        : cpu.reduce((most, value, at) => Math.max(most, Math.abs(value - (gpu[at] ?? NaN))), 0),
    );
  }
  const gradients = trouble === undefined ? await gradientDifferences() : [];
  process.send?.({ trouble, differences, gradients }, () => process.exit(0));
}
