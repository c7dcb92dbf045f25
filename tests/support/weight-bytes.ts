/** The bytes of small weight files, as tests publish and import them. */

/** A well-formed `.safetensors` file of at least so many bytes, of the given tensors' names. */
export function safetensorsBytes(
  bytes: number,
  tensors: Readonly<Record<string, readonly number[]>> = { weight: [1] },
): Buffer {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, shape]) => {
    const begin = at;
    at += 2 * shape.reduce((product, side) => product * side, 1);
    return [name, { dtype: 'F16', shape, data_offsets: [begin, at] }] as const;
  });
  const filler = Math.max(0, bytes - at);
  const all = [
    ...entries,
    ['filler', { dtype: 'U8', shape: [filler], data_offsets: [at, at + filler] }],
  ];
  const json = JSON.stringify(Object.fromEntries(all));
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(header.length));
  const data = Buffer.alloc(at + filler);
  for (let index = 0; index < data.length; index += 1) data[index] = (index * 31 + bytes) % 251;
  return Buffer.concat([prefix, header, data]);
}

/** How PyTorch's own files begin, of either age. */
export const pickles: Readonly<Record<string, Buffer>> = {
  zip: Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(400)]),
  bare: Buffer.concat([Buffer.from([0x80, 0x02, 0x7d, 0x71, 0x00]), Buffer.alloc(400)]),
  framed: Buffer.concat([Buffer.from([0x80, 0x04, 0x95]), Buffer.alloc(400)]),
};
