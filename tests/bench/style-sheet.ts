/**
 * How much of a manner is taken and how much of a picture is kept, and what that looks like.
 *
 * `node tests/bench/style-sheet.ts <sheet.png> <picture> …`: every picture, at most 512 pixels a side, in
 * five of the made styles. Told for each: the patch distance to the reference (sliced Wasserstein over
 * patches) as a share of what it was before, the correlation of edges with the picture, seconds until
 * the first preview and until the end, and how soon a cancel was answered.
 */
import { basename } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { createEngineContext } from '#main/engine/engine-context.ts';
import { loadPatchGraphs } from '#main/engine/style/patch-graphs.ts';
import { lightnessOf, planesFrom, resized } from '#main/engine/style/planes.ts';
import { transferStyle } from '#main/engine/style/transfer-style.ts';
import type { MadeStyle } from '#shared/domain/edit.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { shrinkInside } from '#shared/numeric/geometry.ts';
import { patchDistance } from '#main/engine/style/patch-distance.ts';

const SIDE = 512;
const TILE = 256;
/** Fine ones, and the outlines of things. */
const EDGES = [256, 64];
const STYLES: readonly MadeStyle[] = ['van-gogh', 'ink', 'mosaic', 'woodcut', 'risograph'];
const [sheet = 'sheet.png', ...files] = process.argv.slice(2);
const context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1e9, threads: 0 });
const graphs = await loadPatchGraphs(context);

async function open(path: string, side: number): Promise<Pixels> {
  const { data, info } = await sharp(path)
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: new Uint8Array(data) };
}

/** Lightness steps to the right and below, at some size: what is finer is the manner's. */
function edgesOf(pixels: Pixels, side: number): Float32Array {
  const size = shrinkInside(pixels, { width: side, height: side });
  const light = lightnessOf(resized(planesFrom(pixels), size.width, size.height));
  return light.map((value, at) => {
    const right = light[at + 1] ?? value;
    return Math.hypot(right - value, (light[at + size.width] ?? value) - value);
  });
}

function correlation(one: Float32Array, other: Float32Array): number {
  const centred = (values: Float32Array): Float32Array => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centred(one), centred(other)];
  const sum = (x: Float32Array, y: Float32Array): number =>
    x.reduce((total, value, at) => total + value * y[at]!, 0);
  return sum(a, b) / Math.sqrt(sum(a, a) * sum(b, b));
}

function edgesKept(picture: Pixels, made: Pixels, side: number): string {
  const kept = correlation(edgesOf(picture, side), edgesOf(made, side));
  return `${kept.toFixed(2)} at ${side} px`;
}

const tiles: OverlayOptions[] = [];
async function show({ width, height, rgba }: Pixels, column: number, row: number): Promise<void> {
  const input = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .resize(TILE, TILE, { fit: 'contain', background: '#808080' })
    .png()
    .toBuffer();
  tiles.push({ input, left: column * TILE, top: row * TILE });
}

const options = { strength: 0.6, strokeSize: 1, colours: 'reference', seed: 1 } as const;
const { signal: never } = new AbortController();
const shares: number[] = [];
for (const [row, file] of files.entries()) {
  const picture = await open(file, SIDE);
  await show(picture, 0, row);
  for (const [column, style] of STYLES.entries()) {
    const reference = await open(`resources/styles/${style}.webp`, 1024);
    const start = performance.now();
    let first = 0;
    const made = await transferStyle(context, picture, reference, options, {
      signal: never,
      onProgress: () => undefined,
      onPreview: () => (first ||= performance.now() - start),
    });
    const whole = performance.now() - start;
    await show(made, column + 1, row);
    const model = planesFrom(reference);
    const before = await patchDistance(graphs, planesFrom(picture), model);
    const share = (await patchDistance(graphs, planesFrom(made), model)) / before;
    shares.push(share);
    process.stdout.write(
      `${basename(file)} ${style}: patch distance × ${share.toFixed(2)}, ` +
        `edges ${EDGES.map((side) => edgesKept(picture, made, side)).join(' and ')}, ` +
        `preview ${(first / 1000).toFixed(1)} s, end ${(whole / 1000).toFixed(1)} s\n`,
    );
  }
}

const controller = new AbortController();
const reference = await open('resources/styles/van-gogh.webp', 1024);
let asked = 0;
const cancelled = transferStyle(context, await open(files[0]!, SIDE), reference, options, {
  signal: controller.signal,
  onProgress: (fraction) => {
    if (fraction < 0.7 || asked > 0) return;
    asked = performance.now();
    controller.abort();
  },
  onPreview: () => undefined,
});
await cancelled.catch((error: unknown) => {
  if (!isCancellation(error)) throw error;
});
const halved = shares.filter((share) => share <= 0.5).length;
process.stdout.write(
  `cancel answered after ${Math.round(performance.now() - asked)} ms; ` +
    `distance at least halved in ${halved} of ${shares.length}\n`,
);
const create = { channels: 3 as const, background: '#808080' };
await sharp({
  create: { ...create, width: (STYLES.length + 1) * TILE, height: files.length * TILE },
})
  .composite(tiles)
  .png()
  .toFile(sheet);
process.exit(0);
