/** Makes the scheduler that a checkpoint's configuration names. */
import { EaselError } from '#shared/errors/easel-error.ts';
import type { SchedulerClass, SchedulerConfig } from './config/scheduler-config.ts';
import { createDdim } from './ddim.ts';
import { createDdpm } from './ddpm.ts';
import { createDpmSolverMultistep } from './dpm-solver-multistep.ts';
import { createDpmSolverSinglestep } from './dpm-solver-singlestep.ts';
import { createEulerAncestral } from './euler-ancestral.ts';
import { createEuler } from './euler.ts';
import { createFlowMatchEuler } from './flow-match-euler.ts';
import { createHeun } from './heun.ts';
import { createLcm } from './lcm.ts';
import { createPndm } from './pndm.ts';
import type { ScheduleRequest, Scheduler } from './scheduler.ts';
import { createTcd } from './tcd.ts';
import { createUniformFlowEuler } from './uniform-flow-euler.ts';
import { createUniPc } from './unipc.ts';

type Create = (config: SchedulerConfig, request: ScheduleRequest) => Scheduler;

const creators: Readonly<Record<SchedulerClass, Create>> = {
  DDIMScheduler: createDdim,
  DDPMScheduler: createDdpm,
  PNDMScheduler: createPndm,
  EulerDiscreteScheduler: createEuler,
  EulerAncestralDiscreteScheduler: createEulerAncestral,
  HeunDiscreteScheduler: createHeun,
  DPMSolverMultistepScheduler: createDpmSolverMultistep,
  DPMSolverSinglestepScheduler: createDpmSolverSinglestep,
  UniPCMultistepScheduler: createUniPc,
  LCMScheduler: createLcm,
  TCDScheduler: createTcd,
  FlowMatchEulerDiscreteScheduler: createFlowMatchEuler,
  FlowMatchEuler: (_, { steps }) => createUniformFlowEuler(steps),
};

/**
 * A scheduler for one run. Throws `generate.value-out-of-range` for more steps than the schedule has
 * times, and for own times that do not fall or do not lie on it.
 */
export function createScheduler(config: SchedulerConfig, request: ScheduleRequest): Scheduler {
  const { timesteps, sigmas, steps } = request;
  const { numTrainTimesteps: train } = config;
  if (timesteps !== undefined) checkFalling('timesteps', timesteps, train);
  if (sigmas !== undefined) checkFalling('sigmas', sigmas, Infinity);
  const count = timesteps?.length ?? sigmas?.length ?? steps;
  if (!Number.isInteger(count) || count < 1 || count > train) {
    throw outOfRange('steps', count, 1, train);
  }
  return creators[config.className](config, { ...request, steps: count });
}

/** Each lower than the one before it, none negative, all below the limit. */
function checkFalling(field: string, values: readonly number[], limit: number): void {
  let above = limit;
  for (const value of values) {
    if (!(value < above && value >= 0)) throw outOfRange(field, value, 0, above);
    above = value;
  }
}

function outOfRange(field: string, value: number, min: number, max: number): EaselError {
  return new EaselError('generate.value-out-of-range', { field, value, min, max });
}
