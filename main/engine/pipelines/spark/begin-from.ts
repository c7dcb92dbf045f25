/** What a group of candidates begins with when it changes a picture. */
import type { Canvas } from '#main/engine/edit/open-canvas.ts';
import { holdPlaces } from '#main/engine/pipelines/held-places.ts';
import type { Scheduler } from '#main/engine/schedulers/scheduler.ts';
import { resizePlane } from '#shared/numeric/resize.ts';
import { toPlanes } from './to-planes.ts';

type Shape = readonly [channels: number, height: number, width: number];

interface Run {
  /** The first step. */
  readonly first: number;
  /** float32 [count, channels, height, width] */
  readonly noise: Float32Array;
  readonly count: number;
  readonly shape: Shape;
}

/** @returns the sample, and what is done after every step to keep what may not change */
export function beginFrom(
  { input, mask }: Canvas,
  scheduler: Scheduler,
  { first, noise, count, shape }: Run,
): {
  readonly sample: Float32Array;
  readonly putBack?: (step: number, sample: Float32Array) => void;
} {
  const [, height, width] = shape;
  const clean = toPlanes(input, width, height);
  const { length } = clean;
  const each = Array.from({ length: count }, (_, index) => index * length);
  const sample = noisy(clean, scheduler, { first, noise, count });
  if (mask === undefined) return { sample };
  const small = resizePlane(mask, input.width, input.height, width, height).map((value) =>
    Math.min(1, Math.max(0, value)),
  );
  const held = each.map((at) =>
    holdPlaces(scheduler, clean, noise.subarray(at, at + length), small),
  );
  return {
    sample,
    putBack: (step, all) => {
      for (const [index, at] of each.entries()) {
        held[index]?.putBack(step, all.subarray(at, at + length));
      }
    },
  };
}

/**
 * The same picture for every candidate, with as much of its own noise as the first step has.
 *
 * @param clean float32 [channels, height, width]
 * @returns float32 [count, channels, height, width]
 */
export function noisy(
  clean: Float32Array,
  scheduler: Scheduler,
  { first, noise, count }: Omit<Run, 'shape'>,
): Float32Array {
  const sample = new Float32Array(count * clean.length);
  for (let index = 0; index < count; index += 1) sample.set(clean, index * clean.length);
  scheduler.addNoise(first, sample, noise);
  return sample;
}
