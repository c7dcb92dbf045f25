/**
 * How far drawings as SVG and enlargements are from what they were made of: pictures of any kind are
 * traced, drawn again at their own size, and compared; enlarged four times they are shrunk back.
 *
 *     node tests/bench/drawing-error.ts <picture> …
 */
import { basename } from 'node:path';
import sharp from 'sharp';
import { SharpCodec } from '#main/adapters/disk/sharp-codec.ts';
import { VectorTracer } from '#main/adapters/vector/vector-tracer.ts';
import { createEngineContext } from '#main/engine/engine-context.ts';
import { methods } from '#main/engine/methods/index.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { MAX_SIDE } from '#shared/domain/size.ts';
import { fileURLToPath } from 'node:url';

/** The file's largest size, see `VectorTracer`. */
const BUDGET_KIB = 256;

const codec = new SharpCodec();
const tracer = new VectorTracer(codec);
const folder = fileURLToPath(new URL('../../resources/models/spark', import.meta.url));
const engine = await createEngineContext({ device: 'auto', memoryBudgetBytes: 1e9, threads: 0 });

/** Root mean square of premultiplied channels, in percent of the range. */
function error({ rgba: a }: Pixels, { rgba: b }: Pixels): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 4) {
    const [one, other] = [a[at + 3]! / 255, b[at + 3]! / 255];
    for (let channel = at; channel < at + 3; channel += 1) {
      sum += ((a[channel]! * one - b[channel]! * other) / 255) ** 2;
    }
    sum += (one - other) ** 2;
  }
  return 100 * Math.sqrt(sum / a.length);
}

async function pixelsOf(svg: Uint8Array, width: number, height: number): Promise<Pixels> {
  const data = await sharp(svg)
    .resize(width, height, { fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer();
  return { width, height, rgba: new Uint8Array(data) };
}

console.log('picture                    svg error   svg KiB   enlarged and shrunk back');
for (const path of process.argv.slice(2)) {
  const name = basename(path);
  const source = await codec.readPixels(path, name, MAX_SIDE);
  const { width, height } = source;
  const svg = await tracer.toSvg(path, name, { colours: 16, texts: [] });
  const drawn = error(source, await pixelsOf(svg, width, height));
  const params = { checkpoint: { id: 'spark', folder }, picture: source };
  const { signal } = new AbortController();
  const large = await methods.upscale(engine, params, () => undefined, signal);
  const back = error(source, await codec.resize(large, { width, height }));
  const kib = svg.length / 1024;
  const isWithin = kib <= BUDGET_KIB ? '' : ' (over budget)';
  console.log(
    `${name.padEnd(24)} ${drawn.toFixed(2).padStart(9)} % ${kib.toFixed(1).padStart(9)}${isWithin} ${back.toFixed(2).padStart(9)} %`,
  );
}
