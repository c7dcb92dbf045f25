/** Beginning from a picture instead of noise (SDEdit, Meng et al. 2022; "img2img"). */
import type { Scheduler } from '#main/engine/schedulers/scheduler.ts';

/**
 * The evaluation to begin with, so that of all steps the share `strength` is run, but at least one.
 *
 * @param strength 0 (keeps the picture) to 1 (all steps)
 */
export function firstStepFor(
  { order }: Pick<Scheduler, 'order'>,
  steps: number,
  strength: number,
): number {
  return (steps - stepsRunFor(steps, strength)) * order;
}

/** How many steps are run then. */
export function stepsRunFor(steps: number, strength: number): number {
  return Math.max(1, Math.min(Math.floor(steps * strength), steps));
}
