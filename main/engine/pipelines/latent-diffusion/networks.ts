/** The graphs of a checkpoint, as plans: nothing is loaded until it is asked for. */
import type {
  DiffusionCheckpoint,
  TextTower,
} from '#main/engine/checkpoint/diffusion/diffusion-checkpoint.ts';
import {
  writeDecoder,
  writeEncoder,
} from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import { writeTextTower } from '#main/engine/graph/networks/clip/text-tower.ts';
import { writeUnet } from '#main/engine/graph/networks/unet/unet.ts';
import type { NetworkPlan } from './load-network.ts';
import { readyDecoder, readyEncoder, readyText, readyUnet } from './ready-networks.ts';

/** @param clipSkip layers left out at the end beyond what the family leaves out */
export function textPlan(
  { id }: DiffusionCheckpoint,
  { files, config, tokenizer }: TextTower,
  clipSkip: number,
): NetworkPlan {
  const skippedLayers = Math.min(config.skippedLayers + clipSkip, config.layers - 1);
  return {
    ...{ checkpoint: id, files, name: `text ${skippedLayers}` },
    isBrief: true,
    adapt: readyText({ skippedLayers, isNormalised: config.isNormalised }),
    write: (graph) => {
      writeTextTower(graph, { ...config, skippedLayers, endToken: tokenizer.endId });
    },
  };
}

export function unetPlan({ id, unet }: DiffusionCheckpoint): NetworkPlan {
  return {
    ...{ checkpoint: id, files: unet.files, name: 'unet', adapt: readyUnet },
    write: async (graph) => {
      if (unet.config === undefined) throw new RangeError('a ready graph is not written');
      writeUnet(graph, unet.config, await unet.adapter?.read());
    },
  };
}

export function decoderPlan({ id, autoencoder }: DiffusionCheckpoint): NetworkPlan {
  return {
    ...{ checkpoint: id, files: autoencoder.files, name: 'decoder', adapt: readyDecoder },
    write: (graph) => {
      writeDecoder(graph, autoencoder.config);
    },
  };
}

export function encoderPlan({ id, autoencoder }: DiffusionCheckpoint): NetworkPlan {
  return {
    ...{ checkpoint: id, name: 'encoder', adapt: readyEncoder },
    files: autoencoder.encoderFiles ?? autoencoder.files,
    write: (graph) => {
      writeEncoder(graph, autoencoder.config);
    },
  };
}
