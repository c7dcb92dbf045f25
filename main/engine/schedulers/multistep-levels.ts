/** Times and levels of rules in λ = ln(α/σ): DPM-Solver and UniPC. */
import type { SchedulerConfig } from './config/scheduler-config.ts';
import { combine } from './linear-combination.ts';
import { levelOfRatio, type Level } from './prediction.ts';
import {
  sigmaAt,
  sigmaSpacingOf,
  spacedSigmas,
  timeOfSigma,
  type SigmaSpacing,
} from './schedule/sigma-spacing.ts';
import { openSpacedTimesteps, roundHalfEven } from './schedule/timestep-spacing.ts';
import { positiveAlphaBarsOf, sigmasOf } from './schedule/training-schedule.ts';
import type { ScheduleRequest, Scheduler } from './scheduler.ts';

export interface LogLevel extends Level {
  /** Half the logarithm of the signal-to-noise ratio. */
  readonly lambda: number;
}

export interface MultistepLevels {
  readonly timesteps: readonly number[];
  /** At each time, then the one to end at. */
  readonly levels: readonly LogLevel[];
}

export interface MultistepOptions {
  /** Whether times of these spacings are whole before they are cut to whole numbers. */
  readonly roundsTimesOf: readonly SigmaSpacing[];
  /** What the run ends at under `sigma_min` where levels are respaced. */
  readonly endsAt: 'training-minimum' | 'last-level';
  /** Levels and times of a flow schedule. */
  readonly flow: (config: SchedulerConfig, request: ScheduleRequest) => number[];
}

/** The levels of a run; all of float32 precision, as sampling tools store them. */
export function multistepLevelsOf(
  config: SchedulerConfig,
  request: ScheduleRequest,
  options: MultistepOptions,
): MultistepLevels {
  const { times, ratios, end } = placesOf(config, request, options);
  const last = config.finalSigmasType === 'sigma_min' ? end : 0;
  const levelOf = config.useFlowSigmas ? flowLevel : levelOfRatio;
  const levels = [...ratios, last].map((ratio) => {
    const { alpha, sigma } = levelOf(Math.fround(ratio));
    return { alpha, sigma, lambda: Math.log(alpha) - Math.log(sigma) };
  });
  return { timesteps: times.map(Math.trunc), levels };
}

interface Places {
  readonly times: readonly number[];
  readonly ratios: readonly number[];
  readonly end: number;
}

function placesOf(
  config: SchedulerConfig,
  request: ScheduleRequest,
  { roundsTimesOf, endsAt, flow }: MultistepOptions,
): Places {
  const { numTrainTimesteps: train } = config;
  const table = sigmasOf(positiveAlphaBarsOf(config));
  const spacing = sigmaSpacingOf(config);
  const smallest = table[0]!;
  if (spacing !== 'plain') {
    const respaced = spacedSigmas(
      spacing,
      config.sigmaMax ?? table.at(-1)!,
      config.sigmaMin ?? smallest,
      request.steps,
    );
    // Only UniPC ends there: it also turns such levels into those of a flow.
    const isFlow = config.useFlowSigmas && endsAt === 'last-level' && spacing === 'karras';
    const ratios = isFlow ? respaced.map((ratio) => ratio / (ratio + 1)) : respaced;
    const times = isFlow
      ? ratios.map((sigma) => sigma * train)
      : ratios.map((ratio) => timeOfSigma(table, ratio));
    const isRounded = !isFlow && roundsTimesOf.includes(spacing);
    return {
      times: isRounded ? times.map(roundHalfEven) : times,
      ratios,
      end: endsAt === 'last-level' ? ratios.at(-1)! : smallest,
    };
  }
  if (config.useFlowSigmas) {
    const ratios = flow(config, request);
    const end = endsAt === 'last-level' ? ratios.at(-1)! : smallest;
    return { times: ratios.map((sigma) => sigma * train), ratios, end };
  }
  const times = request.timesteps ?? spacedTimes(config, request, table);
  return { times, ratios: times.map((time) => sigmaAt(table, time)), end: smallest };
}

function spacedTimes(
  {
    timestepSpacing: spacing,
    numTrainTimesteps: train,
    stepsOffset,
    lambdaMinClipped,
  }: SchedulerConfig,
  { steps }: ScheduleRequest,
  table: Float32Array,
): number[] {
  // Cosine schedules end in noise so pure that a model of ε says nothing about the picture.
  const used =
    lambdaMinClipped === undefined
      ? train
      : table.filter((ratio) => -Math.log(ratio) >= lambdaMinClipped).length;
  return openSpacedTimesteps({ spacing, train: used, steps, offset: stepsOffset }, train);
}

function flowLevel(sigma: number): Level {
  return { alpha: 1 - sigma, sigma };
}

/** Everything but the step. */
export function inLambda({ timesteps, levels }: MultistepLevels): Omit<Scheduler, 'step'> {
  return {
    timesteps,
    order: 1,
    initialSigma: 1,
    inputScale: () => 1,
    addNoise(index, sample, noise) {
      const { alpha, sigma } = levels[index]!;
      combine(sample, [alpha, sample], [sigma, noise]);
    },
  };
}
