/**
 * The U-Net of Stable Diffusion 1.x, 2.x and SDXL (Rombach et al. 2022, Podell et al. 2023), after
 * diffusers' UNet2DConditionModel.
 */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation } from '#main/engine/graph/layers/activation.ts';
import { conv } from '#main/engine/graph/layers/conv.ts';
import { groupNorm } from '#main/engine/graph/layers/norm.ts';
import { enlargeTo } from '#main/engine/graph/layers/resize.ts';
import { concat, reshape, sizes } from '#main/engine/graph/layers/shape.ts';
import { resnet } from '#main/engine/graph/networks/resnet.ts';
import { middleLevel, type UnetConfig, type UnetLevel } from './config.ts';
import { pictureLook, type PictureAdapter } from './picture-looks.ts';
import { timeEmbedding } from './time-embedding.ts';
import { spatialTransformer } from './transformer.ts';

/**
 * Inputs: `sample` [batch, in, height, width] (any height and width), `timestep` [batch],
 * `encoder_hidden_states` [batch, tokens, context width], what `timeEmbedding` adds and, with an
 * adapter, what `pictureLook` adds. Output: `out_sample` [batch, out, height, width]. All float32.
 */
export function writeUnet(graph: GraphWriter, config: UnetConfig, adapter?: PictureAdapter): void {
  const { inChannels, outChannels, levels, resnetsPerLevel, groups, epsilon } = config;

  // 1. What is given.
  const sample = graph.toPrecision(
    graph.input('sample', 'float32', ['batch', inChannels, 'height', 'width']),
  );
  const batch = sizes(graph, sample, 0, 1);
  const time = timeEmbedding(graph, config, batch);
  const text = graph.input('encoder_hidden_states', 'float32', [
    'batch',
    'tokens',
    config.contextWidth,
  ]);
  const context = reshape(graph, graph.toPrecision(text), -1, config.contextWidth);
  const picture = adapter && pictureLook(graph, adapter, config.contextWidth);

  const residual = (x: Value, name: string): Value =>
    resnet(graph, x, name, { groups, epsilon, time });
  const look = (
    x: Value,
    name: string,
    { channels, heads, transformerBlocks }: UnetLevel,
  ): Value =>
    transformerBlocks === 0
      ? x
      : spatialTransformer(graph, x, name, {
          ...{ width: channels, heads, blocks: transformerBlocks, groups },
          ...{ batch, context, picture },
        });

  // 2. Down: every intermediate result is kept for the way up.
  let state = conv(graph, sample, 'conv_in');
  const kept = [state];
  for (const [index, level] of levels.entries()) {
    const block = `down_blocks.${index}`;
    for (let step = 0; step < resnetsPerLevel; step += 1) {
      state = residual(state, `${block}.resnets.${step}`);
      state = look(state, `${block}.attentions.${step}`, level);
      kept.push(state);
    }
    if (index < levels.length - 1) {
      state = conv(graph, state, `${block}.downsamplers.0.conv`, { stride: 2 });
      kept.push(state);
    }
  }

  // 3. The coarsest level once more; it has a transformer even where its way down has none.
  const coarsest = middleLevel(levels);
  state = residual(state, 'mid_block.resnets.0');
  state = look(state, 'mid_block.attentions.0', coarsest);
  state = residual(state, 'mid_block.resnets.1');

  // 4. Up: each resnet also sees what was kept at its place.
  for (const [index, level] of levels.toReversed().entries()) {
    const block = `up_blocks.${index}`;
    for (let step = 0; step <= resnetsPerLevel; step += 1) {
      state = concat(graph, 1, state, takeLast(kept));
      state = residual(state, `${block}.resnets.${step}`);
      state = look(state, `${block}.attentions.${step}`, level);
    }
    const next = kept.at(-1);
    if (next !== undefined) {
      // A size that two does not divide was rounded up on the way down.
      state = conv(graph, enlargeTo(graph, state, next), `${block}.upsamplers.0.conv`);
    }
  }

  // 5. Out.
  const normed = groupNorm(graph, state, 'conv_norm_out', groups, epsilon);
  const out = conv(graph, activation(graph, normed, 'silu'), 'conv_out');
  graph.output('out_sample', out, ['batch', outChannels, 'height', 'width']);
}

function takeLast(kept: Value[]): Value {
  const last = kept.pop();
  if (last === undefined) throw new RangeError('more ways up than down');
  return last;
}
