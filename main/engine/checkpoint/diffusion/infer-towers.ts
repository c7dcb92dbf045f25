/** Text towers and autoencoders that come without a configuration: read off the shapes of weights. */
import type { AutoencoderConfig } from '#main/engine/graph/networks/autoencoder-kl/autoencoder-kl.ts';
import type { TextTowerConfig } from '#main/engine/graph/networks/clip/text-tower.ts';
import type { WeightSource } from '#main/engine/graph/weights/weight-source.ts';

/** Every published tower has heads of one width. */
const HEAD_WIDTH = 64;
/** OpenAI's towers, and only they, approximate the GELU. */
const OPENAI_WIDTH = 768;
const LAYER_EPSILON = 1e-5;
const GROUPS = 32;
const RESNETS_PER_LEVEL = 2;

/** A tower as its last layer gives it out; undefined when the weights are none. */
export function inferTextTower(
  weights: WeightSource,
): (Omit<TextTowerConfig, 'endToken'> & { readonly tokens: number }) | undefined {
  const [tokens, width] = weights.find('text_model.embeddings.token_embedding.weight')?.dims ?? [];
  const [positions] = weights.find('text_model.embeddings.position_embedding.weight')?.dims ?? [];
  if (tokens === undefined || width === undefined || positions === undefined) return undefined;
  let layers = 0;
  while (weights.find(`text_model.encoder.layers.${layers}.layer_norm1.weight`)) layers += 1;
  return {
    ...{ tokens, positions, width, layers, heads: width / HEAD_WIDTH, epsilon: LAYER_EPSILON },
    activation: width === OPENAI_WIDTH ? 'quick_gelu' : 'gelu',
    ...{ skippedLayers: 0, isNormalised: true },
  };
}

/** Undefined when the weights are not those of an autoencoder. */
export function inferAutoencoder(weights: WeightSource): AutoencoderConfig | undefined {
  const channels: number[] = [];
  for (;;) {
    const name = `decoder.up_blocks.${channels.length}.resnets.0.conv1.weight`;
    const width = weights.find(name)?.dims[0];
    if (width === undefined) break;
    channels.push(width);
  }
  const latentChannels = weights.find('decoder.conv_in.weight')?.dims[1];
  if (channels.length === 0 || latentChannels === undefined) return undefined;
  return {
    // The way up begins with the coarsest level.
    channels: channels.toReversed(),
    ...{ latentChannels, resnetsPerLevel: RESNETS_PER_LEVEL, groups: GROUPS },
  };
}
