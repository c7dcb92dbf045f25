/**
 * What a mask leaves alone is put back after every step, at that step's noise level (blended latent
 * diffusion: Avrahami, Fried & Lischinski 2023), so that what is made grows into what is there.
 */
import type { Scheduler } from '#main/engine/schedulers/scheduler.ts';

export interface HeldPlaces {
  /** After an evaluation, in place; the sample is one picture. */
  putBack(index: number, sample: Float32Array): void;
}

/**
 * @param clean float32 [channels, height, width]: the picture as the scheduler knows it
 * @param noise float32, same shape: what the run began with
 * @param mask float32 [height, width]: 1 may change
 */
export function holdPlaces(
  scheduler: Scheduler,
  clean: Float32Array,
  noise: Float32Array,
  mask: Float32Array,
): HeldPlaces {
  const level = new Float32Array(clean.length);
  return {
    putBack(index, sample) {
      const next = index + 1;
      // Rules that ask twice are in the middle of a step then.
      const isLast = next === scheduler.timesteps.length;
      if (next % scheduler.order !== 0 && !isLast) return;
      level.set(clean);
      if (!isLast) scheduler.addNoise(next, level, noise);
      for (let at = 0; at < sample.length; at += 1) {
        const share = mask[at % mask.length] ?? 1;
        sample[at] = share * (sample[at] ?? 0) + (1 - share) * (level[at] ?? 0);
      }
    },
  };
}
