/** What tells one U-Net of the Stable Diffusion line from another. */

export interface UnetLevel {
  readonly channels: number;
  /** Transformer blocks after each resnet; 0 is none. */
  readonly transformerBlocks: number;
  readonly heads: number;
}

export interface UnetConfig {
  /** 4; 9 for inpainting checkpoints (latent, mask, masked latent). */
  readonly inChannels: number;
  readonly outChannels: number;
  /** From the finest level to the coarsest. */
  readonly levels: readonly UnetLevel[];
  /** Resnets per level on the way down; one more on the way up. */
  readonly resnetsPerLevel: number;
  /** Width of a text token. */
  readonly contextWidth: number;
  readonly groups: number;
  readonly epsilon: number;
  /** SDXL: sizes and a pooled text join the time. */
  readonly addition?: {
    /** Waves per size. */
    readonly waveWidth: number;
    /** Width of the pooled text. */
    readonly pooledWidth: number;
  };
}

/** Sizes that SDXL is told: original height and width, crop top and left, target height and width. */
export const ADDED_SIZES = 6;

/** SD 1 and 2 have no transformer on their coarsest way down, but one block in the middle. */
export function middleLevel(levels: readonly UnetLevel[]): UnetLevel {
  const last = levels.at(-1);
  if (last === undefined) throw new RangeError('a U-Net has at least one level');
  return { ...last, transformerBlocks: Math.max(1, last.transformerBlocks) };
}
