/** The bytes of a `.safetensors` file with float32 tensors. */
import { HEADER_PREFIX_BYTES } from './header.ts';

export interface TensorToStore {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Tensors lie in the order given, each at a multiple of four bytes. */
export function encodeSafetensors(
  tensors: readonly TensorToStore[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  let at = 0;
  const entries = tensors.map(({ name, dims, data }) => {
    const begin = at;
    at += data.byteLength;
    return [name, { dtype: 'F32', shape: dims, data_offsets: [begin, at] }] as const;
  });
  const json = new TextEncoder().encode(
    JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }),
  );
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(HEADER_PREFIX_BYTES + headerBytes + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, HEADER_PREFIX_BYTES, HEADER_PREFIX_BYTES + headerBytes);
  file.set(json, HEADER_PREFIX_BYTES);
  let place = HEADER_PREFIX_BYTES + headerBytes;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place);
    place += data.byteLength;
  }
  return file;
}

/**
 * The same file with more, or other, metadata. Throws SyntaxError where its header is none.
 *
 * @param bytes a whole `.safetensors` file
 */
export function withMetadata(
  bytes: Uint8Array,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = HEADER_PREFIX_BYTES + Number(view.getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(HEADER_PREFIX_BYTES, end));
  const header = JSON.parse(text) as { __metadata__?: Record<string, string> };
  const json = new TextEncoder().encode(
    JSON.stringify({ ...header, __metadata__: { ...header.__metadata__, ...metadata } }),
  );
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const start = HEADER_PREFIX_BYTES + headerBytes;
  const file = new Uint8Array(start + bytes.length - end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, HEADER_PREFIX_BYTES, start);
  file.set(json, HEADER_PREFIX_BYTES);
  file.set(bytes.subarray(end), start);
  return file;
}
