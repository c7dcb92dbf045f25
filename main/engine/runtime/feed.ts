/**
 * Numbers in the element type that a graph asks for. Exporters choose different ones for the same
 * input: ids are int64 or int32, times int64 or float, pictures float32 or float16.
 */

export type FeedData =
  Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | Uint16Array;

/**
 * @param type as the graph names it; undefined where it does not say
 * @returns float16 as its bits; undefined for a type that no graph here takes
 */
export function inElementType(
  data: Float32Array | BigInt64Array,
  type: string | undefined,
): FeedData | undefined {
  switch (type) {
    case undefined:
      return data;
    case 'float32':
      return data instanceof Float32Array ? data : Float32Array.from(data, Number);
    case 'float64':
      return Float64Array.from(numbersOf(data));
    case 'float16': {
      const halves = new Float16Array(numbersOf(data));
      return new Uint16Array(halves.buffer, halves.byteOffset, halves.length);
    }
    case 'int64':
      return data instanceof BigInt64Array
        ? data
        : BigInt64Array.from(data, (value) => BigInt(Math.round(value)));
    case 'int32':
      return Int32Array.from(numbersOf(data), Math.round);
    case 'bool':
      return Uint8Array.from(numbersOf(data), (value) => (value === 0 ? 0 : 1));
    default:
      return undefined;
  }
}

function numbersOf(data: Float32Array | BigInt64Array): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data, Number);
}
