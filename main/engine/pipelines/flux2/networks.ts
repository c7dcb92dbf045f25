/** The graphs of a FLUX.2 checkpoint, as plans: nothing is loaded until it is asked for. */
import type { Flux2Checkpoint } from '#main/engine/checkpoint/flux2/flux2-checkpoint.ts';
import {
  writeDecoder,
  writeEncoder,
} from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import { writeFlux2 } from '#main/engine/graph/networks/flux2/flux2.ts';
import { writeQwen3 } from '#main/engine/graph/networks/qwen3/qwen3-text.ts';
import type { NetworkPlan } from '#main/engine/pipelines/latent-diffusion/load-network.ts';

export function qwenPlan({ id, text }: Flux2Checkpoint): NetworkPlan {
  return {
    ...{ checkpoint: id, files: text.files, name: 'text', isBrief: true },
    write: (graph) => {
      writeQwen3(graph, text.config);
    },
  };
}

export function transformerPlan({ id, transformer }: Flux2Checkpoint): NetworkPlan {
  return {
    ...{ checkpoint: id, files: transformer.files, name: 'transformer' },
    write: (graph) => {
      writeFlux2(graph, transformer.config);
    },
  };
}

export function flux2DecoderPlan({ id, autoencoder }: Flux2Checkpoint): NetworkPlan {
  return {
    ...{ checkpoint: id, files: autoencoder.files, name: 'decoder' },
    write: (graph) => {
      writeDecoder(graph, autoencoder.config);
    },
  };
}

export function flux2EncoderPlan({ id, autoencoder }: Flux2Checkpoint): NetworkPlan {
  return {
    ...{ checkpoint: id, files: autoencoder.files, name: 'encoder' },
    write: (graph) => {
      writeEncoder(graph, autoencoder.config);
    },
  };
}
