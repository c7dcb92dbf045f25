/**
 * The transformer of FLUX.2 (Black Forest Labs 2025), after diffusers' Flux2Transformer2DModel.
 *
 * Why this family: of the pictures made at home in 2026 most newer ones come from Z-Image-Turbo and
 * FLUX.2 klein. Both read their prompts with Qwen3-4B and are free to use (Apache 2.0); klein has
 * four billion weights instead of six, so that it fits a 12 GB card, and asks for four steps instead
 * of eight. SD 3.5 and the larger FLUX models come under narrower licences, Qwen-Image is five times
 * as large, and Sana, Lumina and PixArt-Σ are used by few.
 */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation } from '#main/engine/graph/layers/activation.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { rotaryInputs } from '#main/engine/graph/layers/rotary.ts';
import { concat, sizes } from '#main/engine/graph/layers/shape.ts';
import { sinusoid } from '#main/engine/graph/layers/sinusoid.ts';
import {
  doubleBlock,
  lastRows,
  modulated,
  singleBlock,
  type BlockOptions,
  type Modulation,
} from './blocks.ts';
import type { Flux2Config } from './config.ts';

/**
 * One picture at a time. Inputs: `hidden_states` float32 [places, channels], `encoder_hidden_states`
 * [tokens, context width], `timestep` [1] (0 to 1000), `rotary_cos` and `rotary_sin`
 * [tokens + places, half a head], the text's places first. Output: `out_sample` [places, channels],
 * the velocity from the picture to the noise.
 */
export function writeFlux2(graph: GraphWriter, config: Flux2Config): void {
  const { channels, contextWidth } = config;

  // 1. What is given.
  const sample = graph.input('hidden_states', 'float32', ['places', channels]);
  const words = graph.input('encoder_hidden_states', 'float32', ['tokens', contextWidth]);
  const tables = rotaryInputs(graph, config.headWidth / 2);
  const options: BlockOptions = { config, tables, tokens: sizes(graph, words, 0, 1) };
  const waves = sinusoid(graph, graph.input('timestep', 'float32', [1]), config.waveWidth);
  const embedder = 'time_guidance_embed.timestep_embedder';
  const hidden = activation(graph, linear(graph, waves, `${embedder}.linear_1`), 'silu');
  const time = activation(graph, linear(graph, hidden, `${embedder}.linear_2`), 'silu');

  // 2. Apart. All blocks of a kind are told the time alike.
  const times = {
    text: modulations(graph, time, 'double_stream_modulation_txt', 2),
    picture: modulations(graph, time, 'double_stream_modulation_img', 2),
  };
  let streams = {
    text: linear(graph, graph.toPrecision(words), 'context_embedder'),
    picture: linear(graph, graph.toPrecision(sample), 'x_embedder'),
  };
  for (let index = 0; index < config.doubleBlocks; index += 1) {
    streams = doubleBlock(graph, streams, `transformer_blocks.${index}`, times, options);
  }

  // 3. Together.
  const [shared] = modulations(graph, time, 'single_stream_modulation', 1) as [Modulation];
  let rows = concat(graph, 0, streams.text, streams.picture);
  for (let index = 0; index < config.singleBlocks; index += 1) {
    rows = singleBlock(graph, rows, `single_transformer_blocks.${index}`, shared, options);
  }

  // 4. Out.
  const last = {
    scale: linear(graph, time, 'norm_out.scale'),
    shift: linear(graph, time, 'norm_out.shift'),
  };
  const picture = modulated(graph, lastRows(graph, rows, options.tokens), last, config);
  graph.output('out_sample', linear(graph, picture, 'proj_out'), ['places', channels]);
}

/** @param sets how many of shift, scale and gate */
function modulations(
  graph: GraphWriter,
  time: Value,
  name: string,
  sets: number,
): readonly Modulation[] {
  const parts = graph.split(linear(graph, time, `${name}.linear`), 1, 3 * sets);
  return Array.from({ length: sets }, (_, set) => {
    const [shift, scale, gate] = parts.slice(3 * set) as [Value, Value, Value];
    return { shift, scale, gate };
  });
}
