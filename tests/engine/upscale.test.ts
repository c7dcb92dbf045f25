/** Drawings made larger by the upscaler in the box, held to what a larger rendering looks like. */
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import type { EngineContext } from '#main/engine/engine-context.ts';
import { cutOut } from '#shared/numeric/cut-out.ts';
import { methods } from '#main/engine/methods/index.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { resizePixels } from '#shared/numeric/resize.ts';
import { spark, tinySpark } from './support/checkpoints.ts';
import { openEngine } from './support/generate.ts';

let engine: EngineContext;
beforeAll(async () => {
  engine = await openEngine();
});

const STAR = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="SIDE" height="SIDE">
  <path d="M32 6 40 25 60 27 44 40 49 59 32 48 15 59 20 40 4 27 24 25Z" fill="#f5b400"/>
  <circle cx="32" cy="34" r="8" fill="none" stroke="#7a3d00" stroke-width="3"/>
  <rect x="40" y="44" width="18" height="14" rx="3" fill="#1f6feb" fill-opacity="0.3"/></svg>`;

async function render(side: number): Promise<Pixels> {
  const svg = Buffer.from(STAR.replaceAll('SIDE', String(side)));
  const { data } = await sharp(svg).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: side, height: side, rgba: new Uint8Array(data) };
}

function upscale(picture: Pixels, checkpoint = spark, { signal } = new AbortController()) {
  return methods.upscale(engine, { checkpoint, picture }, () => undefined, signal);
}

/** Mean difference of premultiplied channels, 0..255. */
function difference({ rgba: a }: Pixels, { rgba: b }: Pick<Pixels, 'rgba'>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 4) {
    const [one, other] = [a[at + 3]! / 255, b[at + 3]! / 255];
    for (let channel = at; channel < at + 3; channel += 1) {
      sum += Math.abs(a[channel]! * one - b[channel]! * other);
    }
    sum += Math.abs(a[at + 3]! - b[at + 3]!);
  }
  return sum / a.length;
}

test('a drawing comes nearer to its larger rendering than by resampling', async () => {
  const [small, wanted] = await Promise.all([render(64), render(256)]);
  const made = await upscale(small);
  expect([made.width, made.height]).toEqual([256, 256]);
  const plain = resizePixels(small.rgba, 4, 64, 64, 256, 256);
  const bySpark = difference(wanted, made);
  expect(bySpark).toBeLessThan(0.7 * difference(wanted, { rgba: new Uint8Array(plain) }));
});

test('shrunk back it is the picture it was made of; clear ground stays clear', async () => {
  const small = await render(64);
  const made = await upscale(small);
  const back = new Uint8Array(resizePixels(made.rgba, 4, 256, 256, 64, 64));
  expect(difference(small, { rgba: back })).toBeLessThan(1.5);
  expect(Array.from(made.rgba.subarray(0, 4 * 40))).toEqual(Array.from({ length: 160 }, () => 0));
  // The half-clear corner, whose tone the network alone would shift.
  const at = (4 * 51 * 256 + 4 * 52) * 4;
  expect(Math.abs(made.rgba[at + 3]! - 0.3 * 255)).toBeLessThan(4);
});

test('an opaque picture stays opaque to its corners', async () => {
  const { width, height, rgba } = await render(48);
  const opaque = new Uint8Array(rgba);
  for (let at = 3; at < opaque.length; at += 4) opaque[at] = 255;
  const made = await upscale({ width, height, rgba: opaque });
  expect(made.rgba.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
});

test('where tiles meet nothing is to be seen: another cut of the picture gives the same', async () => {
  const whole = await render(200);
  const part = { left: 60, top: 60, width: 130, height: 130 };
  const made = await upscale(whole);
  const other = await upscale(cutOut(whole, part));
  // The first seam lies at 128; far enough from the cut's own borders both must agree.
  const there = cutOut(made, { left: 4 * 100, top: 4 * 100, width: 200, height: 200 });
  const here = cutOut(other, { left: 4 * 40, top: 4 * 40, width: 200, height: 200 });
  const most = there.rgba.reduce((max, v, at) => Math.max(max, Math.abs(v - here.rgba[at]!)), 0);
  expect(most).toBeLessThanOrEqual(1);
});

test('sides need not fit tiles, and every tile is told of', async () => {
  const told: number[] = [];
  const picture = { width: 131, height: 3, rgba: new Uint8Array(131 * 3 * 4).fill(200) };
  const { signal } = new AbortController();
  const params = { checkpoint: tinySpark, picture };
  const made = await methods.upscale(engine, params, ({ fraction }) => told.push(fraction), signal);
  expect([made.width, made.height, made.rgba.length]).toEqual([524, 12, 524 * 12 * 4]);
  expect(told).toEqual([0.5, 1]);
});

test('it can be cancelled between tiles', async () => {
  const controller = new AbortController();
  const picture = { width: 600, height: 600, rgba: new Uint8Array(600 * 600 * 4).fill(99) };
  const params = { checkpoint: tinySpark, picture };
  const stop = () => {
    controller.abort();
  };
  const running = methods.upscale(engine, params, stop, controller.signal);
  await expect(running).rejects.toSatisfy(isCancellation);
});
