/** A picture in the manner of another one: with the real graphs, on pictures made here. */
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { createEngineContext, type EngineContext } from '#main/engine/engine-context.ts';
import { loadPatchGraphs } from '#main/engine/style/patch-graphs.ts';
import { lightnessOf, planesFrom, resized } from '#main/engine/style/planes.ts';
import { transferStyle, type StyleOptions } from '#main/engine/style/transfer-style.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { patchDistance } from '#main/engine/style/patch-distance.ts';

const SCENE = `<svg xmlns="http://www.w3.org/2000/svg" width="192" height="128">
  <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#4d8fd6"/><stop offset="1" stop-color="#f2d9b8"/></linearGradient></defs>
  <rect width="192" height="128" fill="url(#sky)"/><circle cx="140" cy="30" r="14" fill="#fff3c4"/>
  <path d="M0 84 L40 48 L76 78 L108 52 L192 86 V128 H0Z" fill="#6d7f99"/>
  <path d="M0 96 Q50 76 100 92 T192 88 V128 H0Z" fill="#3f6b35"/>
  <rect x="116" y="78" width="24" height="18" fill="#d9c7a8"/><path d="M112 79 L128 64 L144 79Z" fill="#a2442f"/>
</svg>`;

async function pixelsOf(source: Buffer | string, side?: number): Promise<Pixels> {
  const picture = sharp(source).ensureAlpha();
  if (side !== undefined) picture.resize(side, side);
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: new Uint8Array(data) };
}

let context: EngineContext;
let scene: Pixels;
beforeAll(async () => {
  context = await createEngineContext({ device: 'cpu', memoryBudgetBytes: 1e9, threads: 2 });
  scene = await pixelsOf(Buffer.from(SCENE));
});

const usual: StyleOptions = { strength: 0.6, strokeSize: 0.5, colours: 'reference', seed: 1 };

const ignore: (preview: Pixels) => void = () => undefined;

async function inMannerOf(
  reference: Pixels,
  options: Partial<StyleOptions> = {},
  { picture = scene, signal = new AbortController().signal, onPreview = ignore } = {},
): Promise<Pixels> {
  const hooks = { signal, onProgress: () => {}, onPreview };
  return transferStyle(context, picture, reference, { ...usual, ...options }, hooks);
}

/** How alike the lights of two pictures lie, −1..1. */
function likeness(one: Pixels, other: Pixels): number {
  const coarse = (pixels: Pixels) => lightnessOf(resized(planesFrom(pixels), 24, 16));
  const centred = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centred(coarse(one)), centred(coarse(other))];
  const sum = (x: Float32Array, y: Float32Array) =>
    x.reduce((total, value, at) => total + value * (y[at] ?? 0), 0);
  return sum(a, b) / Math.sqrt(sum(a, a) * sum(b, b));
}

for (const name of ['van-gogh', 'mosaic'] as const) {
  test(`the patches of ${name} come over, the scene stays`, async () => {
    const reference = await pixelsOf(`resources/styles/${name}.webp`, 256);
    const previews: Pixels[] = [];
    const made = await inMannerOf(
      reference,
      {},
      { onPreview: (one: Pixels): void => void previews.push(one) },
    );
    expect([made.width, made.height]).toEqual([scene.width, scene.height]);
    const graphs = await loadPatchGraphs(context);
    // As large as it was laid into the picture.
    const model = resized(planesFrom(reference), 128, 128);
    const before = await patchDistance(graphs, planesFrom(scene), model);
    const after = await patchDistance(graphs, planesFrom(made), model);
    expect(after / before).toBeLessThan(0.6);
    expect(likeness(made, scene)).toBeGreaterThan(0.6);
    expect(previews.length).toBeGreaterThan(1);
  });
}

test('the weaker, the more of the picture; its colours stay where they shall', async () => {
  const reference = await pixelsOf('resources/styles/van-gogh.webp', 256);
  const distance = (made: Pixels) =>
    made.rgba.reduce((sum, value, at) => sum + Math.abs(value - (scene.rgba[at] ?? 0)), 0);
  const [none, little, much] = [
    await inMannerOf(reference, { strength: 0 }),
    await inMannerOf(reference, { strength: 0.15 }),
    await inMannerOf(reference, { strength: 1 }),
  ];
  expect(none.rgba).toEqual(scene.rgba);
  expect(distance(little)).toBeLessThan(distance(much));
  const own = await inMannerOf(reference, { colours: 'picture' });
  const mean = ({ rgba }: Pixels, channel: number) =>
    rgba.reduce((sum, value, at) => (at % 4 === channel ? sum + value : sum), 0) /
    (rgba.length / 4);
  for (const channel of [0, 1, 2]) {
    expect(Math.abs(mean(own, channel) - mean(scene, channel))).toBeLessThan(14);
  }
  // The reds of the reference, whose mean is another one.
  const far = Math.abs(mean(scene, 0) - mean(reference, 0));
  expect(far).toBeGreaterThan(15);
  expect(Math.abs(mean(much, 0) - mean(reference, 0))).toBeLessThan(far / 2);
});

test('the same seed gives the same bytes, and transparency stays', async () => {
  const reference = await pixelsOf('resources/styles/ink.webp', 128);
  const rgba = scene.rgba.map((value, at) => (at % 4 === 3 ? (at * 7) % 256 : value));
  const picture = { ...scene, rgba };
  const [one, two] = [
    await inMannerOf(reference, {}, { picture }),
    await inMannerOf(reference, {}, { picture }),
  ];
  expect(two.rgba).toEqual(one.rgba);
  const other = await inMannerOf(reference, { seed: 2 }, { picture });
  expect(other.rgba).not.toEqual(one.rgba);
  expect(one.rgba.filter((_, at) => at % 4 === 3)).toEqual(rgba.filter((_, at) => at % 4 === 3));
});

test('pictures of a pixel, of a line and of one colour are no trouble', async () => {
  const reference = await pixelsOf('resources/styles/woodcut.webp', 64);
  for (const [width, height] of [
    [1, 1],
    [300, 2],
    [40, 40],
  ] as const) {
    const picture = { width, height, rgba: new Uint8Array(width * height * 4).fill(255) };
    const made = await inMannerOf(reference, {}, { picture });
    expect(made).toMatchObject({ width, height });
    expect(made.rgba).toHaveLength(picture.rgba.length);
  }
  await expect(
    inMannerOf({ width: 1, height: 1, rgba: Uint8Array.of(9, 9, 9, 255) }),
  ).resolves.toBeDefined();
});

test('a cancel at 512 pixels costs the processor less than a second more', async () => {
  const reference = await pixelsOf('resources/styles/mosaic.webp', 1024);
  const picture = await pixelsOf(
    Buffer.from(
      SCENE.replace('width="192" height="128"', 'width="512" height="384" viewBox="0 0 192 128"'),
    ),
  );
  const stop = new AbortController();
  let asked: NodeJS.CpuUsage | undefined;
  const onPreview = ({ width }: Pixels): void => {
    // Only the finest level is to come, which takes longest; in the middle of an exchange.
    if (width < 256) return;
    setTimeout(() => {
      asked = process.cpuUsage();
      stop.abort();
    }, 50);
  };
  const work = inMannerOf(reference, {}, { picture, signal: stop.signal, onPreview });
  await expect(work.catch((error: unknown) => isCancellation(error))).resolves.toBe(true);
  // Not by the clock: on a busy machine that says how busy it is.
  const { user, system } = process.cpuUsage(asked);
  expect(asked).toBeDefined();
  expect(user + system).toBeLessThan(1e6);
});
