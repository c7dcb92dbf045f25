/** The pre-norm transformer that both towers of CLIP share (Radford et al. 2021). */
import type { GraphWriter, Value } from '#main/engine/graph/graph-writer.ts';
import { activation, type Activation } from '#main/engine/graph/layers/activation.ts';
import { attention } from '#main/engine/graph/layers/attention.ts';
import { linear } from '#main/engine/graph/layers/linear.ts';
import { layerNorm } from '#main/engine/graph/layers/norm.ts';

export interface TransformerConfig {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly activation: Activation;
  readonly epsilon: number;
}

/**
 * @param x rows [batch × places, width]
 * @param prefix of the layers' names: `prefix.0.layer_norm1.weight` and so on
 * @returns the state before the first layer and after every layer, as rows
 */
export function encoderLayers(
  graph: GraphWriter,
  x: Value,
  prefix: string,
  config: TransformerConfig,
  options: { readonly batch: Value; readonly isCausal: boolean },
): readonly Value[] {
  const states = [x];
  let state = x;
  for (let index = 0; index < config.layers; index += 1) {
    const name = `${prefix}.${index}`;
    const seen = layerNorm(graph, state, `${name}.layer_norm1`, config.epsilon);
    const [query, key, value] = ['q_proj', 'k_proj', 'v_proj'].map((part) =>
      linear(graph, seen, `${name}.self_attn.${part}`),
    ) as [Value, Value, Value];
    const mixed = attention(graph, query, key, value, config.width, {
      heads: config.heads,
      ...options,
    });
    state = graph.op('Add', [state, linear(graph, mixed, `${name}.self_attn.out_proj`)]);
    const thought = linear(
      graph,
      layerNorm(graph, state, `${name}.layer_norm2`, config.epsilon),
      `${name}.mlp.fc1`,
    );
    const answer = linear(graph, activation(graph, thought, config.activation), `${name}.mlp.fc2`);
    state = graph.op('Add', [state, answer]);
    states.push(state);
  }
  return states;
}
