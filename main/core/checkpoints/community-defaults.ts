/** What a checkpoint of each family is good for, where it says nothing of its own. */
import type { SchedulerId } from '#shared/domain/generation.ts';
import type { DiffusionFamily } from '#shared/safetensors/recognise.ts';

export interface FamilyFacts {
  /** As people call it. */
  readonly label: string;
  /** Side of the pictures it was trained on. */
  readonly side: number;
}

export const familyFacts: Readonly<Record<DiffusionFamily, FamilyFacts>> = {
  sd1: { label: 'SD 1', side: 512 },
  sd2: { label: 'SD 2', side: 512 },
  sdxl: { label: 'SDXL', side: 1024 },
};

/** What is lossless to the autoencoder, and wide enough for the coarsest level of the U-Net. */
export const communitySizes = { step: 8, min: 64, max: 2048 } as const;

/** Words of a prompt that a text tower reads at once; longer prompts are read in stretches. */
export const COMMUNITY_TOKENS = 75;

export interface CommunityDefaults {
  readonly steps: number;
  readonly guidanceScale: number;
  readonly scheduler: SchedulerId;
}

/** @param isZeroSnr begins in pure noise, which multistep rules with Karras' levels cannot */
export function communityDefaults(isZeroSnr: boolean): CommunityDefaults {
  return {
    ...{ steps: 20, guidanceScale: 7 },
    scheduler: isZeroSnr ? 'euler' : 'dpmpp-2m-karras',
  };
}

const distilledNames: Readonly<Record<string, Partial<CommunityDefaults>>> = {
  LCMScheduler: { scheduler: 'lcm', steps: 4, guidanceScale: 1.5 },
  TCDScheduler: { scheduler: 'tcd', steps: 4, guidanceScale: 1 },
};
const schedulerNames: Readonly<Record<string, SchedulerId>> = {
  DDIMScheduler: 'ddim',
  DDPMScheduler: 'ddpm',
  PNDMScheduler: 'pndm',
  EulerDiscreteScheduler: 'euler',
  EulerAncestralDiscreteScheduler: 'euler-ancestral',
  HeunDiscreteScheduler: 'heun',
  DPMSolverMultistepScheduler: 'dpmpp-2m',
  DPMSolverSinglestepScheduler: 'dpmpp-single',
  UniPCMultistepScheduler: 'unipc',
};

/** What a diffusers folder asks for; rules that are not known here give way to Euler's. */
export function defaultsOfScheduler(config: Readonly<Record<string, unknown>>): CommunityDefaults {
  const name = String(config['_class_name']);
  const usual = {
    steps: 25,
    guidanceScale: 7,
    scheduler: schedulerNames[name] ?? 'euler',
  } as const;
  const isKarras = config['use_karras_sigmas'] === true && usual.scheduler === 'dpmpp-2m';
  return {
    ...usual,
    ...(isKarras ? { scheduler: 'dpmpp-2m-karras' as const } : {}),
    ...distilledNames[name],
  };
}
