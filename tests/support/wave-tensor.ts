/** Numbers that every language computes alike: element i is sin(a i + c) cos(b i), in float32. */
import type { TensorData } from '#main/engine/runtime/onnxruntime.ts';

export function waveTensor(
  dims: readonly number[],
  a = 0.37,
  b = 0.011,
  c = 0.5,
): TensorData & { readonly data: Float32Array } {
  const count = dims.reduce((product, size) => product * size, 1);
  const data = Float32Array.from(
    { length: count },
    (_, i) => Math.sin(a * i + c) * Math.cos(b * i),
  );
  return { data, dims };
}
