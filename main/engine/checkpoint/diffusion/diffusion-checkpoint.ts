/** A community checkpoint of the Stable Diffusion line, opened as far as its headers. */
import type { WeightChange } from '#main/engine/graph/graph-writer.ts';
import type { AutoencoderConfig } from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import type { TextTowerConfig } from '#main/engine/graph/networks/clip/text-tower.ts';
import type { UnetConfig } from '#main/engine/graph/networks/unet/config.ts';
import type { PictureAdapter } from '#main/engine/graph/networks/unet/picture-looks.ts';
import type { WeightSource } from '#main/engine/graph/weights/weight-source.ts';
import type { ClipTokenizer } from '#main/engine/text/clip/clip-tokenizer.ts';
import type { DiffusionFamily } from '#shared/safetensors/recognise.ts';

/** Where the weights of one network lie. */
export interface NetworkFiles {
  readonly weights: WeightSource;
  /** Absolute; what the file names of the weights are relative to. */
  readonly folder: string;
  /** Named in errors. */
  readonly file: string;
  /** Names these bytes: another one when a file is replaced. */
  readonly key: string;
  /** Bytes of the network in its file. */
  readonly bytes: number;
  /** How many numbers the network has. */
  readonly elements: number;
  /** How many the largest of its tensors has that is used as a whole. */
  readonly largest: number;
  /** Absolute path of a graph that is ready, in place of weights to write one over. */
  readonly readyGraph?: string;
  /** Reads what is to be done to the weights while a graph is written over them. */
  readonly changes?: () => Promise<WeightChange>;
}

export interface TextTower {
  readonly files: NetworkFiles;
  /** As the family uses it, before any more layers are left out. */
  readonly config: Omit<TextTowerConfig, 'endToken'>;
  readonly tokenizer: ClipTokenizer;
  /** What texts are filled up with. */
  readonly padId: number;
}

export interface DiffusionCheckpoint {
  readonly id: string;
  readonly family: DiffusionFamily;
  /** One for SD 1 and 2; two for SDXL, whose second also gives the pooled text. */
  readonly towers: readonly TextTower[];
  readonly unet: {
    readonly files: NetworkFiles;
    /** Undefined where its graph is ready. */
    readonly config: UnetConfig | undefined;
    /** What shows it a picture besides the words, read when its graph is written. */
    readonly adapter?: {
      /** Numbers of the picture's embedding. */
      readonly embedWidth: number;
      readonly read: () => Promise<PictureAdapter>;
    };
  };
  /** Whether the U-Net is shown a mask and the rest of a picture besides the noisy latent. */
  readonly isInpainting: boolean;
  readonly autoencoder: {
    readonly files: NetworkFiles;
    /** The network that makes latents of pictures, where it is a graph of its own. */
    readonly encoderFiles?: NetworkFiles;
    readonly config: AutoencoderConfig;
    /** What latents are multiplied by after encoding. */
    readonly scalingFactor: number;
  };
  /** As in a `scheduler_config.json`: how it was trained, and the rule it asks for. */
  readonly scheduler: Readonly<Record<string, unknown>>;
  /** Whether an empty negative prompt is told as zeros (SDXL). */
  readonly isEmptyNegativeZero: boolean;
}

/** Of an inpainting U-Net: the latent, the mask, and the latent of what is there. */
export const INPAINTING_CHANNELS = 9;

/** Latents of the families, as multiplied after encoding. */
export const scalingFactors: Readonly<Record<DiffusionFamily, number>> = {
  sd1: 0.18215,
  sd2: 0.18215,
  sdxl: 0.13025,
};
