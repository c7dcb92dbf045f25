/** A checkpoint of FLUX.2 klein, opened as far as its headers. */
import type { NetworkFiles } from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import type { AutoencoderConfig } from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import type { Flux2Config } from '#main/engine/graph/networks/flux2/config.ts';
import type { Qwen3Config } from '#main/engine/graph/networks/qwen3/qwen3-text.ts';
import type { QwenTokenizer } from '#main/engine/text/qwen/qwen-tokenizer.ts';

/** How the numbers of four neighbouring places lie, over many pictures: float32 [4 × channels]. */
export interface LatentSpread {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

export interface Flux2Checkpoint {
  readonly id: string;
  readonly text: {
    readonly files: NetworkFiles;
    readonly config: Qwen3Config;
    readonly tokenizer: QwenTokenizer;
  };
  readonly transformer: { readonly files: NetworkFiles; readonly config: Flux2Config };
  readonly autoencoder: {
    readonly files: NetworkFiles;
    readonly config: AutoencoderConfig;
    readonly spread: LatentSpread;
  };
  /** As in a `scheduler_config.json`. */
  readonly scheduler: Readonly<Record<string, unknown>>;
  /** Trained to do with few steps and without guidance. */
  readonly isDistilled: boolean;
}

/** How all of these were trained. */
export const flux2Scheduler: Flux2Checkpoint['scheduler'] = {
  _class_name: 'FlowMatchEulerDiscreteScheduler',
  ...{ num_train_timesteps: 1000, shift: 3, use_dynamic_shifting: true },
  ...{ time_shift_type: 'exponential' },
};
