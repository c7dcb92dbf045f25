/** What a checkpoint of each family is good for, where it says nothing of its own. */
import { diffusionSchedulerIds, type SchedulerId } from '#shared/domain/generation.ts';
import type { PictureFamily } from '#shared/safetensors/recognise.ts';

export interface FamilyFacts {
  /** As people call it. */
  readonly label: string;
  /** Side of the pictures it was trained on. */
  readonly side: number;
  readonly sizes: { readonly step: number; readonly min: number; readonly max: number };
  /** Words of a prompt that the text encoder reads at once. */
  readonly tokens: number;
  /** Whether longer prompts are read in stretches. */
  readonly isPromptEndless: boolean;
  readonly schedulers: readonly SchedulerId[];
}

const stableDiffusion = {
  /** What is lossless to the autoencoder, and wide enough for the coarsest level of the U-Net. */
  sizes: { step: 8, min: 64, max: 2048 },
  ...{ tokens: 75, isPromptEndless: true, schedulers: diffusionSchedulerIds },
} as const;

export const familyFacts: Readonly<Record<PictureFamily, FamilyFacts>> = {
  sd1: { ...stableDiffusion, label: 'SD 1', side: 512 },
  sd2: { ...stableDiffusion, label: 'SD 2', side: 512 },
  sdxl: { ...stableDiffusion, label: 'SDXL', side: 1024 },
  flux2: {
    ...{ label: 'FLUX.2 klein', side: 1024, sizes: { step: 16, min: 64, max: 2048 } },
    // Of 512, less those of the chat that a prompt is put into.
    ...{ tokens: 500, isPromptEndless: false, schedulers: ['flow-match-euler'] },
  },
};

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

/** As its makers run it: distilled to four steps without guidance, or as it was before that. */
export function flux2Defaults(isDistilled: boolean): CommunityDefaults {
  const scheduler = 'flow-match-euler';
  return isDistilled
    ? { scheduler, steps: 4, guidanceScale: 1 }
    : { scheduler, steps: 50, guidanceScale: 4 };
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
