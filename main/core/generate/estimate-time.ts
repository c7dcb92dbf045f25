/** How long a generation will take on this machine, before it begins. */
import type { GenerationSettings } from '#shared/domain/generation.ts';
import type { GenerateJob } from '#shared/domain/job.ts';

/**
 * Seconds of one processor core for one evaluation of a megapixel, measured with networks of full size in
 * float32; SDXL and FLUX.2 by their multiplications and additions beside those of Stable Diffusion 1.5.
 */
const secondsOfCore: Readonly<Record<string, number>> = {
  ...{ spark: 1.4, sd1: 30, sd2: 30, sdxl: 67, flux2: 390 },
};
/** What decoding and ranking of a candidate take, in evaluations. */
const EVALUATIONS_BESIDES = 4;
/** So many of the largest generations speak: in small ones, loading counts too much. */
const WITNESSES = 5;
const MEGA = 1e6;

export interface Experience {
  /** Finished generations. */
  readonly past: readonly GenerateJob[];
  /** The family of a checkpoint that is installed. */
  readonly familyOf: (checkpoint: string) => string | undefined;
  /** Cores that work on it; undefined where another device does. */
  readonly cores: number | undefined;
}

/**
 * From generations with the same checkpoint; before the first, from those with others, whose networks are
 * lighter or heavier by a known measure; else from what one processor core does.
 *
 * @returns milliseconds; undefined where nothing is known of the device or the family
 */
export function estimateMs(
  settings: GenerationSettings,
  { past, familyOf, cores }: Experience,
): number | undefined {
  const own = past.filter((job) => job.settings.checkpoint === settings.checkpoint);
  const weightOf = (checkpoint: string): number | undefined =>
    own.length > 0 ? 1 : secondsOfCore[familyOf(checkpoint) ?? ''];
  const workOf = (one: GenerationSettings): number | undefined => {
    const weight = weightOf(one.checkpoint);
    return weight === undefined ? undefined : weight * megapixelsOf(one);
  };
  const wanted = workOf(settings);
  if (wanted === undefined) return undefined;
  const witnesses = (own.length > 0 ? own : past)
    .flatMap(({ startedAt, finishedAt, settings: asked }) => {
      const work = workOf(asked);
      return startedAt === undefined || finishedAt === undefined || work === undefined
        ? []
        : [{ work, rate: (finishedAt - startedAt) / work }];
    })
    .toSorted((a, b) => b.work - a.work)
    .slice(0, WITNESSES)
    .map(({ rate }) => rate)
    .toSorted((a, b) => a - b);
  const rate = witnesses[Math.floor(witnesses.length / 2)] ?? (cores && 1000 / cores);
  return rate === undefined ? undefined : Math.round(rate * wanted);
}

/** Pixels times evaluations of the network, in millions. */
function megapixelsOf(settings: GenerationSettings): number {
  const { count, steps, guidanceScale, scheduler, width, height } = settings;
  const perStep = (guidanceScale > 1 ? 2 : 1) * (scheduler === 'heun' ? 2 : 1);
  return (count * (steps * perStep + EVALUATIONS_BESIDES) * width * height) / MEGA;
}
