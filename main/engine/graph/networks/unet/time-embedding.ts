/** What the U-Net is told besides the picture and the text: the time, and SDXL's sizes. */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation } from '#main/engine/graph/layers/activation.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { concat, reshape } from '#main/engine/graph/layers/shape.ts';
import { sinusoid } from '#main/engine/graph/layers/sinusoid.ts';
import { ADDED_SIZES, type UnetConfig } from './config.ts';

/**
 * @returns SiLU of the embedding, [batch, 4 × finest channels]: the form every resnet wants it in.
 *
 * Adds the inputs `timestep` float32 [batch] (0 to 999), for SDXL `text_embeds` and `time_ids`, and
 * for distilled LCM checkpoints `timestep_cond` [batch, width] (their guidance as waves).
 */
export function timeEmbedding(graph: GraphWriter, config: UnetConfig, batch: Value): Value {
  const { addition, levels } = config;
  const waveWidth = levels[0]?.channels ?? 0;
  let waves = sinusoid(graph, graph.input('timestep', 'float32', ['batch']), waveWidth);
  if (graph.has('time_embedding.cond_proj.weight')) {
    const [, width = 0] = graph.dimsOf('time_embedding.cond_proj.weight');
    const told = graph.toPrecision(graph.input('timestep_cond', 'float32', ['batch', width]));
    waves = graph.op('Add', [waves, linear(graph, told, 'time_embedding.cond_proj')]);
  }
  let embedding = twoLayers(graph, waves, 'time_embedding');
  if (addition !== undefined) {
    const { waveWidth: width, pooledWidth } = addition;
    const pooled = graph.input('text_embeds', 'float32', ['batch', pooledWidth]);
    const ids = graph.input('time_ids', 'float32', ['batch', ADDED_SIZES]);
    const sizes = sinusoid(graph, graph.op('Reshape', [ids, graph.ints(-1)]), width);
    const perPicture = reshape(graph, sizes, batch, ADDED_SIZES * width);
    const told = concat(graph, 1, graph.toPrecision(pooled), perPicture);
    embedding = graph.op('Add', [embedding, twoLayers(graph, told, 'add_embedding')]);
  }
  return activation(graph, embedding, 'silu');
}

function twoLayers(graph: GraphWriter, x: Value, name: string): Value {
  const hidden = activation(graph, linear(graph, x, `${name}.linear_1`), 'silu');
  return linear(graph, hidden, `${name}.linear_2`);
}
