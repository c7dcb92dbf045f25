/** The scheduler that a person chose, on the noise schedule that a checkpoint was trained with. */
import { schedulerConfigOf } from '#main/engine/schedulers/config/read-scheduler-config.ts';
import type {
  SchedulerClass,
  SchedulerConfig,
} from '#main/engine/schedulers/config/scheduler-config.ts';
import type { SchedulerId } from '#shared/domain/generation.ts';

/** How a network was trained: this goes along whatever the rule. */
const trainingFields = [
  'num_train_timesteps',
  'beta_start',
  'beta_end',
  'beta_schedule',
  'trained_betas',
  'rescale_betas_zero_snr',
  'prediction_type',
  'timestep_spacing',
  'steps_offset',
  'set_alpha_to_one',
  'clip_sample',
];

interface Rule {
  readonly className: SchedulerClass;
  readonly options?: Readonly<Record<string, unknown>>;
}

const multistep = (options: Rule['options']): Rule => ({
  ...{ className: 'DPMSolverMultistepScheduler', options },
});
const karras = { use_karras_sigmas: true } as const;
const sde = { algorithm_type: 'sde-dpmsolver++' } as const;

const rules: Readonly<Record<Exclude<SchedulerId, 'flow-match-euler'>, Rule>> = {
  'dpmpp-2m': multistep({}),
  'dpmpp-2m-karras': multistep(karras),
  'dpmpp-2m-sde': multistep(sde),
  'dpmpp-2m-sde-karras': multistep({ ...sde, ...karras }),
  'dpmpp-single': {
    className: 'DPMSolverSinglestepScheduler',
    options: { lower_order_final: true },
  },
  euler: { className: 'EulerDiscreteScheduler' },
  'euler-ancestral': { className: 'EulerAncestralDiscreteScheduler' },
  heun: { className: 'HeunDiscreteScheduler' },
  unipc: { className: 'UniPCMultistepScheduler' },
  ddim: { className: 'DDIMScheduler', options: { clip_sample: false } },
  ddpm: { className: 'DDPMScheduler', options: { clip_sample: false } },
  pndm: { className: 'PNDMScheduler', options: { skip_prk_steps: true } },
  lcm: { className: 'LCMScheduler' },
  tcd: { className: 'TCDScheduler' },
};

/**
 * @param trained content of the checkpoint's `scheduler_config.json`
 *
 * Throws `checkpoint.scheduler-damaged`.
 */
export function scheduleFor(
  id: Exclude<SchedulerId, 'flow-match-euler'>,
  trained: Readonly<Record<string, unknown>>,
): SchedulerConfig {
  const { className, options } = rules[id];
  const training = Object.fromEntries(
    Object.entries(trained).filter(([field]) => trainingFields.includes(field)),
  );
  return schedulerConfigOf({ ...training, ...options, _class_name: className });
}
