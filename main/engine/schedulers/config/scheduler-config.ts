/** What a checkpoint says about its scheduler, as diffusers writes it in `scheduler_config.json`. */
import * as z from 'zod';

/** Names of the rules, as `_class_name` gives them. */
export const schedulerClasses = [
  'DDIMScheduler',
  'DDPMScheduler',
  'PNDMScheduler',
  'EulerDiscreteScheduler',
  'EulerAncestralDiscreteScheduler',
  'HeunDiscreteScheduler',
  'DPMSolverMultistepScheduler',
  'DPMSolverSinglestepScheduler',
  'UniPCMultistepScheduler',
  'LCMScheduler',
  'TCDScheduler',
  'FlowMatchEulerDiscreteScheduler',
  // Our own: uniform times from noise to picture, for models that predict the picture.
  'FlowMatchEuler',
] as const;
export type SchedulerClass = (typeof schedulerClasses)[number];

const MAX_TRAIN_TIMESTEPS = 100_000;

const flag = z.boolean();
const number = z.number();
const positive = z.number().positive();
const share = z.number().min(0).max(1);
const beta = z.number().gt(0).lt(1);

/** Field names are the file's, in camel case. */
export const schedulerConfigSchema = z.object({
  className: z.enum(schedulerClasses),

  // How it was trained.
  numTrainTimesteps: z.number().int().min(2).max(MAX_TRAIN_TIMESTEPS),
  betaStart: beta,
  betaEnd: beta,
  betaSchedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']),
  trainedBetas: z.array(beta).min(2).max(MAX_TRAIN_TIMESTEPS).optional(),
  rescaleBetasZeroSnr: flag,
  predictionType: z.enum(['epsilon', 'v_prediction', 'sample', 'flow_prediction']),

  // Which times are visited.
  timestepSpacing: z.enum(['linspace', 'leading', 'trailing']),
  stepsOffset: z.number().int().min(0).max(MAX_TRAIN_TIMESTEPS),
  timestepType: z.enum(['discrete', 'continuous']),
  useKarrasSigmas: flag,
  useExponentialSigmas: flag,
  useBetaSigmas: flag,
  useLuLambdas: flag,
  sigmaMin: positive.optional(),
  sigmaMax: positive.optional(),
  finalSigmasType: z.enum(['zero', 'sigma_min']),
  setAlphaToOne: flag,
  lambdaMinClipped: number.optional(),

  // The rule.
  clipSample: flag,
  clipSampleRange: positive,
  thresholding: flag,
  dynamicThresholdingRatio: share,
  sampleMaxValue: positive,
  varianceType: z.enum(['fixed_small', 'fixed_small_log', 'fixed_large']),
  skipPrkSteps: flag,
  solverOrder: z.number().int().min(1).max(3),
  solverType: z.enum(['midpoint', 'heun', 'bh1', 'bh2', 'logrho']),
  algorithmType: z.enum(['dpmsolver++', 'sde-dpmsolver++', 'deis']),
  lowerOrderFinal: flag,
  eulerAtFinal: flag,
  predictX0: z.literal(true),
  disableCorrector: z.array(z.number().int().min(0)).max(1000),
  originalInferenceSteps: z.number().int().min(1).max(MAX_TRAIN_TIMESTEPS),
  timestepScaling: positive,

  // Flow matching.
  useFlowSigmas: flag,
  flowShift: positive,
  shift: positive,
  useDynamicShifting: flag,
  baseShift: number,
  maxShift: number,
  baseImageSeqLen: positive,
  maxImageSeqLen: positive,
  shiftTerminal: share.lt(1).optional(),
  timeShiftType: z.enum(['exponential', 'linear']),
  invertSigmas: flag,
  stochasticSampling: flag,
});
export type SchedulerConfig = Readonly<z.infer<typeof schedulerConfigSchema>>;

const common = {
  numTrainTimesteps: 1000,
  betaStart: 0.0001,
  betaEnd: 0.02,
  betaSchedule: 'linear',
  rescaleBetasZeroSnr: false,
  predictionType: 'epsilon',
  timestepSpacing: 'linspace',
  stepsOffset: 0,
  timestepType: 'discrete',
  useKarrasSigmas: false,
  useExponentialSigmas: false,
  useBetaSigmas: false,
  useLuLambdas: false,
  finalSigmasType: 'zero',
  setAlphaToOne: true,
  clipSample: false,
  clipSampleRange: 1,
  thresholding: false,
  dynamicThresholdingRatio: 0.995,
  sampleMaxValue: 1,
  varianceType: 'fixed_small',
  skipPrkSteps: false,
  solverOrder: 2,
  solverType: 'midpoint',
  algorithmType: 'dpmsolver++',
  lowerOrderFinal: true,
  eulerAtFinal: false,
  predictX0: true,
  disableCorrector: [],
  originalInferenceSteps: 50,
  timestepScaling: 10,
  useFlowSigmas: false,
  flowShift: 1,
  shift: 1,
  useDynamicShifting: false,
  baseShift: 0.5,
  maxShift: 1.15,
  baseImageSeqLen: 256,
  maxImageSeqLen: 4096,
  timeShiftType: 'exponential',
  invertSigmas: false,
  stochasticSampling: false,
} as const;

const latent = { betaStart: 0.00085, betaEnd: 0.012 } as const;
const distilled = { ...latent, betaSchedule: 'scaled_linear', timestepSpacing: 'leading' } as const;

/** Where a class's own defaults differ from the common ones. */
const special: Readonly<Partial<Record<SchedulerClass, Partial<SchedulerConfig>>>> = {
  DDIMScheduler: { timestepSpacing: 'leading', clipSample: true },
  DDPMScheduler: { timestepSpacing: 'leading', clipSample: true },
  PNDMScheduler: { timestepSpacing: 'leading', setAlphaToOne: false },
  HeunDiscreteScheduler: latent,
  DPMSolverSinglestepScheduler: { lowerOrderFinal: false },
  UniPCMultistepScheduler: { solverType: 'bh2' },
  LCMScheduler: distilled,
  TCDScheduler: distilled,
  FlowMatchEulerDiscreteScheduler: { predictionType: 'flow_prediction' },
  FlowMatchEuler: { predictionType: 'sample' },
};

/** What holds for a class where its file says nothing. */
export function defaultsOf(className: SchedulerClass): SchedulerConfig {
  return { className, ...common, disableCorrector: [], ...special[className] };
}
