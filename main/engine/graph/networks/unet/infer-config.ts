/** The configuration of a U-Net that comes without one: read off the shapes of its weights. */
import type { WeightSource } from '#main/engine/graph/weights/weight-source.ts';
import type { DiffusionFamily } from '#shared/safetensors/recognise.ts';
import type { UnetConfig, UnetLevel } from './config.ts';

const GROUPS = 32;
const EPSILON = 1e-5;
const RESNETS_PER_LEVEL = 2;
/** SD 1 has as many heads everywhere; later ones have heads of one width. */
const SD1_HEADS = 8;
const HEAD_WIDTH = 64;
/** SDXL tells each of its six sizes in so many waves. */
const SDXL_WAVES = 256;
const SDXL_SIZES = 6;

/** Undefined when the weights are not those of a U-Net of the Stable Diffusion line. */
export function inferUnetConfig(
  weights: WeightSource,
  family: DiffusionFamily,
): UnetConfig | undefined {
  const dims = (name: string): readonly number[] | undefined => weights.find(name)?.dims;
  const levels: UnetLevel[] = [];
  let contextWidth = 0;
  for (;;) {
    const block = `down_blocks.${levels.length}`;
    const channels = dims(`${block}.resnets.0.conv1.weight`)?.[0];
    if (channels === undefined) break;
    let transformerBlocks = 0;
    for (;;) {
      const name = `${block}.attentions.0.transformer_blocks.${transformerBlocks}`;
      const key = dims(`${name}.attn2.to_k.weight`);
      if (key === undefined) break;
      contextWidth = key[1] ?? 0;
      transformerBlocks += 1;
    }
    const heads = family === 'sd1' ? SD1_HEADS : channels / HEAD_WIDTH;
    levels.push({ channels, transformerBlocks, heads });
  }
  const inChannels = dims('conv_in.weight')?.[1];
  const outChannels = dims('conv_out.weight')?.[0];
  if (levels.length === 0 || inChannels === undefined || outChannels === undefined) {
    return undefined;
  }
  const told = dims('add_embedding.linear_1.weight')?.[1];
  return {
    ...{ inChannels, outChannels, levels, contextWidth },
    ...{ resnetsPerLevel: RESNETS_PER_LEVEL, groups: GROUPS, epsilon: EPSILON },
    ...(told === undefined
      ? {}
      : { addition: { waveWidth: SDXL_WAVES, pooledWidth: told - SDXL_SIZES * SDXL_WAVES } }),
  };
}
