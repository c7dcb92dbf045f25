/**
 * Whole single-file checkpoints with the names and layers of the published ones and arbitrary
 * numbers: at a tenth of the width (about 17 million numbers) or at full size.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { writeSafetensors, type TensorToWrite } from './write-safetensors.ts';

type Row = readonly [name: string, dims: readonly number[], original: string];

const published = JSON.parse(
  gunzipSync(
    readFileSync(new URL('../reference/fixtures/single-file-names.json.gz', import.meta.url)),
  ).toString(),
) as Readonly<Record<string, readonly Row[]>>;

/** Layers of the text tower that the small checkpoint keeps, and its vocabulary. */
const SMALL_LAYERS = 1;
const SMALL_TOKENS = 1000;
const SMALL_HIDDEN = 64;

/** SD 1.5's names; small ones are recognised as SD 1 by their context of 768. */
export function writeSd1(path: string, { isSmall = true, seed = 1 } = {}): void {
  const tensors: TensorToWrite[] = [];
  const pattern = halfPattern(seed);
  const add = (network: string, shrink: (size: number, name: string) => number): void => {
    for (const [name, dims, original] of published[network] ?? []) {
      const layer = /encoder\.layers\.(\d+)\./.exec(original);
      const isText = network === 'text_clip_l';
      if (isSmall && isText && Number(layer?.[1] ?? 0) >= SMALL_LAYERS) continue;
      const [target = ''] = original.split(' ');
      const sizes = isSmall ? dims.map((size) => shrink(size, name)) : dims;
      const count = sizes.reduce((product, size) => product * size, 1);
      // Norms that scale by about one, matrices that neither blow up nor vanish.
      const fanIn = sizes.slice(1).reduce((product, size) => product * size, 1);
      const isNorm = sizes.length === 1 && name.endsWith('weight');
      const bytes = (): Uint8Array =>
        isNorm ? ones(count) : pattern(count, sizes.length === 1 ? 0.01 : 1 / Math.sqrt(fanIn));
      tensors.push({ name: target, type: 'F16', dims: sizes, bytes });
    }
  };
  const tenth = (size: number): number => (size >= 320 && size !== 768 ? size / 10 : size);
  const quarter = (size: number): number => (size >= 128 ? size / 4 : size);
  const text = (size: number): number =>
    size === 49_408 ? SMALL_TOKENS : size === 3072 ? SMALL_HIDDEN : size;
  add('unet_sd15', tenth);
  add('vae_kl_f8_4ch', quarter);
  add('text_clip_l', text);
  writeSafetensors(path, tensors, { 'modelspec.license': 'test' });
}

function ones(count: number): Uint8Array {
  return new Uint8Array(new Uint16Array(count).fill(0x3c00).buffer);
}

/** Numbers about zero with a given spread, from a block that is repeated. */
function halfPattern(seed: number): (count: number, spread: number) => Uint8Array {
  const block = 4_099;
  let state = seed >>> 0;
  const uniform = Float32Array.from({ length: block }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * Math.sqrt(3);
  });
  let turn = 0;
  return (count, spread) => {
    const scaled = Float16Array.from(uniform, (value) => value * spread);
    const out = new Float16Array(count);
    turn = (turn + 7919) % block;
    for (let at = 0; at < count;) {
      const from = (turn + at) % block;
      const piece = scaled.subarray(from, Math.min(block, from + count - at));
      out.set(piece, at);
      at += piece.length;
    }
    return new Uint8Array(out.buffer);
  };
}
