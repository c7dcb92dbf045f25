/** TAESD: a tiny decoder that was taught to draw what a large one draws (Ollin Boer Bohan 2023). */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { conv } from '#main/engine/graph/layers/conv.ts';
import { enlargeTwice } from '#main/engine/graph/layers/resize.ts';

const RGB = 3;
/** Latents beyond three deviations are bent towards it. */
const REACH = 3;

/**
 * Input `latent_sample` [batch, channels, rows, columns] as the scheduler has it. Output `sample`
 * [batch, 3, height, width], about −1..1: twice as large for every doubling that the file has weights
 * for.
 *
 * Follows diffusers' AutoencoderTiny; what layers there are is read off the names of the weights.
 */
export function writeTinyDecoder(graph: GraphWriter): void {
  const [, channels = 4] = graph.dimsOf('decoder.layers.0.weight');
  const latent = graph.input('latent_sample', 'float32', ['batch', channels, 'rows', 'columns']);
  const reach = graph.number(REACH);
  const bent = graph.op('Tanh', [graph.op('Div', [graph.toPrecision(latent), reach])]);
  let state = conv(graph, graph.op('Mul', [bent, reach]), 'decoder.layers.0');
  state = graph.op('Relu', [state]);
  let index = 2;
  for (;;) {
    const layer = `decoder.layers.${index}`;
    const next = `decoder.layers.${index + 1}`;
    if (graph.has(`${layer}.conv.0.weight`)) {
      state = block(graph, state, layer);
      index += 1;
    } else if (graph.has(`${next}.weight`)) {
      state = conv(graph, enlargeTwice(graph, state), next);
      index += 2;
    } else {
      state = conv(graph, state, layer);
      break;
    }
  }
  const drawn = graph.op('Sub', [graph.op('Mul', [state, graph.number(2)]), graph.number(1)]);
  graph.output('sample', drawn, ['batch', RGB, 'height', 'width']);
}

function block(graph: GraphWriter, x: Value, name: string): Value {
  let state = x;
  for (const part of [0, 2, 4]) {
    state = conv(graph, state, `${name}.conv.${part}`);
    if (part < 4) state = graph.op('Relu', [state]);
  }
  const kept = graph.has(`${name}.skip.weight`) ? conv(graph, x, `${name}.skip`) : x;
  return graph.op('Relu', [graph.op('Add', [state, kept])]);
}
