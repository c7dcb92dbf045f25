/** Graphs that were exported for so many pictures at once, and for no other number. */
import type { Label, Model, TensorData } from '#main/engine/runtime/onnxruntime.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

/**
 * Runs a graph on `count` rows, in as many goes as it takes: what is too little for its number is filled
 * up with the last row. Inputs whose first size is not `count` are the same for all. Throws
 * `checkpoint.unsupported` where another size is fixed and differs.
 */
export async function inFixedBatches(
  model: Model,
  label: Label,
  inputs: Readonly<Record<string, TensorData>>,
  count: number,
): Promise<Record<string, TensorData>> {
  refuseOtherSizes(model, label, inputs);
  const most = fixedCount(model, inputs, count);
  if (most === undefined || most === count) return model.run(inputs);
  const gathered: Record<string, TensorData[]> = {};
  for (let start = 0; start < count; start += most) {
    const rows = Array.from({ length: most }, (_, at) => Math.min(count - 1, start + at));
    const part = Object.entries(inputs).map(([name, tensor]) => [name, take(tensor, rows, count)]);
    const out = await model.run(Object.fromEntries(part) as Record<string, TensorData>);
    const used = Array.from({ length: Math.min(most, count - start) }, (_, at) => at);
    for (const [name, tensor] of Object.entries(out)) {
      (gathered[name] ??= []).push(take(tensor, used, most));
    }
  }
  return Object.fromEntries(Object.entries(gathered).map(([name, parts]) => [name, joined(parts)]));
}

function fixedCount(
  model: Model,
  inputs: Readonly<Record<string, TensorData>>,
  count: number,
): number | undefined {
  for (const { name, dims } of model.inputs) {
    const [first] = dims;
    const isRows = inputs[name]?.dims[0] === count && dims.length > 1;
    if (isRows && typeof first === 'number' && first > 0) return first;
  }
  return undefined;
}

function refuseOtherSizes(
  model: Model,
  { id, file }: Label,
  inputs: Readonly<Record<string, TensorData>>,
): void {
  for (const { name, dims } of model.inputs) {
    const given = inputs[name]?.dims ?? [];
    const differs = dims.some(
      (size, axis) => axis > 0 && typeof size === 'number' && size > 0 && size !== given[axis],
    );
    if (!differs) continue;
    const reason = `its input ${name} is fixed to [${dims.join(', ')}] and would be [${given.join(', ')}]`;
    throw new EaselError('checkpoint.unsupported', { id, file, reason });
  }
}

/** Rows of a tensor that has `count` of them; others are as they are. */
function take(tensor: TensorData, rows: readonly number[], count: number): TensorData {
  const { data, dims } = tensor;
  if (dims[0] !== count) return tensor;
  const length = data.length / count;
  const whole = data.slice(0, 0);
  const parts = rows.map((row) => data.subarray(row * length, (row + 1) * length));
  return { data: concat(whole, parts), dims: [rows.length, ...dims.slice(1)] };
}

function joined(parts: readonly TensorData[]): TensorData {
  const [first] = parts;
  if (first === undefined) throw new RangeError('nothing to join');
  const count = parts.reduce((sum, { dims }) => sum + (dims[0] ?? 1), 0);
  return {
    data: concat(
      first.data.slice(0, 0),
      parts.map(({ data }) => data),
    ),
    dims: [count, ...first.dims.slice(1)],
  };
}

function concat(
  empty: TensorData['data'],
  parts: readonly TensorData['data'][],
): TensorData['data'] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (empty instanceof BigInt64Array) {
    const whole = new BigInt64Array(length);
    let at = 0;
    for (const part of parts as readonly BigInt64Array[]) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
  const whole = new Float32Array(length);
  let at = 0;
  for (const part of parts as readonly Float32Array[]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
