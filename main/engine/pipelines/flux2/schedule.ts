/** The steps of a FLUX.2 run. */
import { schedulerConfigOf } from '#main/engine/schedulers/config/read-scheduler-config.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import type { Scheduler } from '#main/engine/schedulers/scheduler.ts';

/** Above so many places the shift no longer depends on the steps. */
const MANY_PLACES = 4300;
/** Lines through what was found to be good at 10 and at 200 steps: slope over places, and start. */
const AT_10 = { slope: 8.73809524e-5, start: 1.89833333 } as const;
const AT_200 = { slope: 0.00016927, start: 0.45666666 } as const;

/**
 * Even levels, shifted towards noise the more places the picture has and the fewer steps are made.
 *
 * @param trained content of a `scheduler_config.json`
 * @param places of the transformer's latent
 *
 * Throws `checkpoint.scheduler-damaged` and `generate.value-out-of-range`.
 */
export function flux2Schedule(
  trained: Readonly<Record<string, unknown>>,
  steps: number,
  places: number,
): Scheduler {
  const config = schedulerConfigOf({
    ...trained,
    _class_name: 'FlowMatchEulerDiscreteScheduler',
  });
  const sigmas = Array.from({ length: steps }, (_, index) => 1 - index / steps);
  return createScheduler(config, { steps, sigmas, mu: shiftFor(places, steps) });
}

/** μ, as Black Forest Labs fitted it. */
export function shiftFor(places: number, steps: number): number {
  const at200 = AT_200.slope * places + AT_200.start;
  if (places > MANY_PLACES) return at200;
  const at10 = AT_10.slope * places + AT_10.start;
  return at200 + ((at200 - at10) / 190) * (steps - 200);
}
